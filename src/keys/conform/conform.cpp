#include "keys/conform/conform.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace yiguan::keys::conform {
namespace {

void run_one(const json::value& value, const std::string& where, Report& report,
             const std::function<void(const json::object&, const std::string&)>& check) {
    if (!value.is_object()) return report.fail(where, "a JSON object", json::serialize(value));
    try {
        check(value.get_object(), where);
    } catch (const std::exception& e) {  // at() and as_*() of a key that is missing or of another kind
        report.fail(where, "a vector of this file's shape", e.what());
    }
}

}  // namespace

void Report::compare(std::string where, std::string_view expected, std::string_view got) {
    if (expected == got) return pass();
    fail(std::move(where), std::string(expected), std::string(got));
}

const Shape* find_shape(std::span<const Shape> shapes, std::string_view path) {
    for (const Shape& shape : shapes)
        if (path.ends_with(shape.file) &&
            (path.size() == shape.file.size() || path[path.size() - shape.file.size() - 1] == '/'))
            return &shape;
    return nullptr;
}

void each_line(std::string_view text, Report& report,
               const std::function<void(const json::object&, const std::string&)>& check) {
    for (std::size_t line = 1; !text.empty(); ++line) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view one = trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (one.empty()) continue;
        const std::string where = fmt::format("{}", line);
        const auto value = parse_json(one);
        if (value.has_error())
            report.fail(where, "a JSON object", shorten(one, 80));
        else
            run_one(value.value(), where, report, check);
    }
}

void each_element(const json::value& document, std::string_view pointer, Report& report,
                  const std::function<void(const json::object&, const std::string&)>& check) {
    boost::system::error_code ec;
    const json::value* array = document.find_pointer(pointer, ec);
    if (!array || !array->is_array())
        return report.fail(std::string(pointer), "an array of vectors", array ? json::serialize(*array) : "nothing");
    std::size_t n = 0;
    for (const json::value& value : array->get_array())
        run_one(value, fmt::format("{}/{}", pointer, n++), report, check);
}

}  // namespace yiguan::keys::conform
