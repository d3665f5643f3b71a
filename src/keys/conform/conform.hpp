// Running files of test vectors against the library: what `yiguan conform` and the rooms' tests share.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"

namespace yiguan::keys::conform {

/// What became of the vectors of one file.
class Report {
public:
    struct Failure {
        std::string where;  ///< The line (from 1) of a .jsonl file, the JSON pointer of the vector in a .json file.
        std::string expected, got;
    };
    void pass() { ++passed_; }
    void fail(std::string where, std::string expected, std::string got) {
        failures_.push_back({std::move(where), std::move(expected), std::move(got)});
    }
    /// Passes if both texts are equal.
    void compare(std::string where, std::string_view expected, std::string_view got);
    std::size_t passed() const { return passed_; }
    const std::vector<Failure>& failures() const { return failures_; }

private:
    std::size_t passed_ = 0;
    std::vector<Failure> failures_;
};

/// A file whose name ends in `file` (a name, or folder and name) is run by `run`, which never throws for any text: what
/// cannot be read as the shape is a failure of its line.
struct Shape {
    std::string_view file;
    void (*run)(std::string_view text, Report& report);
};

/// The shape whose file is what `path` ends in, or null. Names of folders and files are compared whole.
const Shape* find_shape(std::span<const Shape> shapes, std::string_view path);

/// GS1 keys, application identifiers, linters, element strings, scan data.
std::span<const Shape> element_shapes();
/// GS1 Digital Link, its compression, EPC URIs.
std::span<const Shape> link_shapes();
/// Ecode, organisations, persons, certificates, batteries, vehicles.
std::span<const Shape> china_shapes();

/// Calls `check` for the object of each line of a .jsonl text that is not blank; a line that is no JSON object fails.
/// `check` reports exactly once; a vector that lacks a key or has one of another kind throws and so fails its line.
void each_line(std::string_view text, Report& report,
               const std::function<void(const json::object& vector, const std::string& where)>& check);
/// The same for the objects of the array at `pointer` ("/valid") of a .json document; no such array is one failure.
void each_element(const json::value& document, std::string_view pointer, Report& report,
                  const std::function<void(const json::object& vector, const std::string& where)>& check);

}  // namespace yiguan::keys::conform
