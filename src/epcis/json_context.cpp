#include <algorithm>

#include "core/text.hpp"
#include "epcis/json_read_impl.hpp"

namespace yiguan::epcis::detail {
namespace {

constexpr std::size_t faults_max = 101;  // the first one and a hundred others
constexpr std::size_t prefixes_max = 200;

}  // namespace

std::string Path::text() const {
    std::string out = up ? up->text() : std::string();
    if (!up) return out;
    out += '/';
    return key.empty() ? out += std::to_string(index) : out += pointer_part(key);
}

void Faults::add(Code code, const Path& at, std::string_view field, std::string rule, std::string_view value) {
    if (found_.size() >= faults_max) return;
    found_.push_back({.code = code,
                      .pointer = at.text(),
                      .detail = std::move(rule),
                      .field = shorten(field, 60),
                      .value = shorten(value, 80)});
}

bool Faults::at(std::string_view pointer) const {
    return std::ranges::any_of(found_, [&](const Error& e) {
        return e.pointer.starts_with(pointer) &&
               (e.pointer.size() == pointer.size() || e.pointer[pointer.size()] == '/');
    });
}

void Faults::take(Faults& other) {
    for (Error& error : other.found_)
        if (found_.size() < faults_max) found_.push_back(std::move(error));
}

Error Faults::error() const {
    Error first = found_.front();
    first.others.assign(found_.begin() + 1, found_.end());
    return first;
}

Prefixes::Prefixes(const Context& request)
    : known_{{"cbv", "https://ref.gs1.org/cbv/"},
             {"epcis", "https://ref.gs1.org/epcis/"},
             {"gs1", "https://gs1.org/voc/"}} {
    known_.insert(known_.end(), request.begin(), request.end());
}

std::optional<std::string_view> Prefixes::find(std::string_view prefix) const {
    for (auto at = known_.rbegin(); at != known_.rend(); ++at)
        if (at->first == prefix) return at->second;
    return std::nullopt;
}

void Prefixes::read_terms(const json::object& terms, const Path& at, Faults& faults) {
    for (const auto& member : terms) {
        const std::string_view key = view(member.key());
        const Path here{&at, key};
        if (key.empty() || key[0] == '@') continue;  // keywords of JSON-LD say nothing about prefixes
        const json::value* id = &member.value();
        if (const json::object* term = id->if_object()) id = term->if_contains("@id");
        const json::string* meaning = id ? id->if_string() : nullptr;
        if (!meaning || !is_uri(view(*meaning))) {
            faults.add(here, "@context", "前缀应对应一个命名空间 URI");
            continue;
        }
        if (known_.size() >= prefixes_max) {
            faults.add(Code::epcis_capture_limit, at, "@context", "前缀过多");
            return;
        }
        known_.emplace_back(key, view(*meaning));
    }
}

void Prefixes::read(const json::value& context, const Path& at, Faults& faults) {
    const auto address = [&](const json::string& text, const Path& here) {
        if (!is_uri(view(text))) faults.add(here, "@context", "@context 应是 URI 或前缀对象", view(text));
        if (view(text).ends_with("/epcis-context.jsonld")) epcis_ = true;
    };
    if (const json::string* text = context.if_string()) return address(*text, at);
    if (const json::object* terms = context.if_object()) return read_terms(*terms, at, faults);
    const json::array* list = context.if_array();
    if (!list) return faults.add(at, "@context", "@context 应是 URI、前缀对象或它们的列表");
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Path here{&at, {}, i};
        const json::value& part = (*list)[i];
        if (const json::string* text = part.if_string())
            address(*text, here);
        else if (const json::object* terms = part.if_object())
            read_terms(*terms, here, faults);
        else
            faults.add(here, "@context", "@context 应是 URI 或前缀对象");
    }
}

}  // namespace yiguan::epcis::detail
