// Vector files in the shapes of src/proof/testdata/tlog: one case a line, or one file (docs/formats/tlog-vectors.md).
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "proof/hash.hpp"

namespace yiguan::tracever {

struct Case {
    std::string place;  ///< "<file as given>:<line>", or the file alone.
    std::string why;    ///< Empty: passed.
};

/// Every case of a file, or of all files in a folder that have a known shape, in the order of their names. Never
/// throws for what stands in them; a file of an unknown shape is one failed case.
std::vector<Case> run_vectors(const std::filesystem::path& path);

/// One line of a vector file; success when what the verifier finds is what the line expects. An Error says why not.
using LineCheck = Result<void> (*)(const json::object&);
/// Checks of the shapes, by "folder/name" without extension; null for others.
LineCheck merkle_check(std::string_view shape);
LineCheck tile_check(std::string_view shape);
LineCheck note_check(std::string_view shape);
LineCheck sigsum_check(std::string_view shape);
/// "rfc6962/reference-tree", "rolling/rfc6962-ours", "sm3/sm3-standard": the whole file is one object.
LineCheck document_check(std::string_view shape);

// ---- fields of a vector, by their name; an Error names the field

Error mistake(std::string detail);
Result<std::uint64_t> number_field(const json::object& vector, std::string_view name);
Result<bool> bool_field(const json::object& vector, std::string_view name);
Result<std::string_view> text_field(const json::object& vector, std::string_view name);
Result<const json::array*> array_field(const json::object& vector, std::string_view name);
/// Texts of an array.
Result<std::vector<std::string_view>> texts_field(const json::object& vector, std::string_view name);
/// Lower-case hexadecimal digits of 32 bytes.
Result<proof::Hash> hex_hash_field(const json::object& vector, std::string_view name);
Result<proof::Hash> hex_hash(const json::value& value, std::string_view name);
Result<std::vector<proof::Hash>> hex_hashes_field(const json::object& vector, std::string_view name);

}  // namespace yiguan::tracever
