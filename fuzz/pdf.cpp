// registry/documents.hpp: inspect_file of a PDF. The input is the objects between a good head and a good end (so that
// most inputs get that far), and the whole file. Oracles: what is taken has none of the names spelled out, also not in
// a deflated object stream made of the input; no piece of it is taken.
#include <zlib.h>

#include <array>
#include <string>

#include "fuzz/harness.hpp"
#include "registry/documents.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

constexpr std::array<std::string_view, 5> names{"/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/Rendition"};

bool taken(std::string_view file) {
    const std::vector<char> exact(file.begin(), file.end());
    const auto info = registry::inspect_file(std::as_bytes(std::span(exact)));
    if (info.has_value()) return true;
    const Code code = info.error().code;
    require(code == Code::document_type || code == Code::document_damaged || code == Code::out_of_bounds,
            "an error that the contract does not name");
    fuzz::require_showable(info.error());
    return false;
}

bool ends_a_name(std::string_view text, std::size_t at) {
    return at >= text.size() || std::string_view("\0\t\n\f\r ()<>[]{}/%", 16).find(text[at]) != std::string_view::npos;
}

bool spelled_out(std::string_view text) {
    for (const auto name : names)
        for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1))
            if (ends_a_name(text, at + name.size())) return true;
    return false;
}

std::string with_head_and_end(std::string_view objects) {
    std::string file = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n";
    file += objects;
    const auto at = file.size();
    return file + "\ntrailer\n<< /Root 1 0 R >>\nstartxref\n" + std::to_string(at) + "\n%%EOF\n";
}

std::string as_object_stream(std::string_view text) {
    uLongf bytes = ::compressBound(static_cast<uLong>(text.size()));
    std::string out(bytes, '\0');
    ::compress(reinterpret_cast<Bytef*>(out.data()), &bytes, reinterpret_cast<const Bytef*>(text.data()),
               static_cast<uLong>(text.size()));
    out.resize(bytes);
    return "2 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n" + out + "\nendstream\nendobj\n";
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(reinterpret_cast<const char*>(data), size);
    if (input.starts_with("%PDF-") && taken(input)) require(!spelled_out(input), "a name that is refused");
    const auto file = with_head_and_end(input);
    if (taken(file)) {
        require(!spelled_out(file), "a name that is refused, between objects");
        require(!taken(file.substr(0, file.size() - 8)), "a piece of a PDF is taken");
        require(!taken(file + "PK"), "more than a PDF is taken");
    }
    if (taken(with_head_and_end(as_object_stream(input))))
        require(!spelled_out(input), "a name that is refused, in an object stream");
    return 0;
}
