#include "sheet/xml.hpp"

#include <expat.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>

namespace yiguan::sheet {
namespace {

constexpr int levels_max = 64;
constexpr int piece = 64 * 1024;
// Of one tag with its attributes: expat keeps an unfinished one whole, and begins it anew with each piece.
constexpr std::int64_t token_max = 1 << 20;

struct State {
    XML_Parser parser;
    XmlHandler* handler;
    int level = 0;
    bool stopped = false;
    bool refused = false;

    void stop() {
        if (!stopped) XML_StopParser(parser, XML_FALSE);
        stopped = true;
    }
};

std::string_view local(const char* name) {
    const std::string_view whole(name);
    const auto colon = whole.find(':');
    return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

void XMLCALL on_begin(void* data, const char* name, const char** pairs) {
    auto& state = *static_cast<State*>(data);
    if (state.stopped) return;
    if (++state.level > levels_max) {
        state.refused = true;
        return state.stop();
    }
    if (!state.handler->begin(local(name), Attributes(pairs))) state.stop();
}

void XMLCALL on_end(void* data, const char* name) {
    auto& state = *static_cast<State*>(data);
    if (state.stopped) return;
    --state.level;
    if (!state.handler->end(local(name))) state.stop();
}

void XMLCALL on_text(void* data, const char* text, int length) {
    auto& state = *static_cast<State*>(data);
    if (state.stopped || !state.handler->wants_text()) return;
    if (!state.handler->text({text, static_cast<std::size_t>(length)})) state.stop();
}

void XMLCALL on_doctype(void* data, const char*, const char*, const char*, int) {
    auto& state = *static_cast<State*>(data);
    state.refused = true;
    state.stop();
}

Error damaged() {
    return {Code::sheet_damaged, "", "表格文件的内容不完整或格式有误，请用表格软件打开后另存一份再上传"};
}

}  // namespace

std::string_view Attributes::get(std::string_view name) const {
    for (const char** p = pairs_; *p; p += 2)
        if (name == p[0]) return p[1];
    return {};
}

std::string_view Attributes::prefixed(std::string_view name) const {
    for (const char** p = pairs_; *p; p += 2) {
        const std::string_view whole(p[0]);
        if (const auto colon = whole.find(':'); colon != std::string_view::npos && whole.substr(colon + 1) == name)
            return p[1];
    }
    return {};
}

Result<void> parse_xml(ZipPart part, XmlHandler& handler) {
    const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> owner(XML_ParserCreate(nullptr), XML_ParserFree);
    if (!owner) throw std::bad_alloc();
    XML_Parser parser = owner.get();
    State state{.parser = parser, .handler = &handler};
    XML_SetUserData(parser, &state);
    XML_SetElementHandler(parser, on_begin, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    std::int64_t fed = 0, consumed = 0;
    for (;;) {
        void* buffer = XML_GetBuffer(parser, piece);
        if (!buffer) throw std::bad_alloc();
        TRY(const std::size_t got, part.read({static_cast<char*>(buffer), piece}));
        const auto status = XML_ParseBuffer(parser, static_cast<int>(got), got == 0);
        if (state.refused) return damaged();
        if (state.stopped) return outcome::success();
        if (status != XML_STATUS_OK) return damaged();
        if (got == 0) return outcome::success();
        fed += static_cast<std::int64_t>(got);
        consumed = std::max<std::int64_t>(XML_GetCurrentByteIndex(parser), consumed);  // -1 when it did nothing
        if (fed - consumed > token_max) return damaged();
    }
}

}  // namespace yiguan::sheet
