// What the vector files of mint/ share. Private to mint/.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/json.hpp"
#include "crypto/crypto.hpp"
#include "keys/conform/conform.hpp"

namespace yiguan::mint::conform {

std::string_view text_at(const json::object& vector, std::string_view key);
/// Hexadecimal; throws for anything else, which fails the vector.
crypto::Bytes bytes_at(const json::object& vector, std::string_view key);
/// Nothing, and a failure, unless the text is a JSON object.
std::optional<json::value> document(std::string_view text, keys::conform::Report& report);
/// each_element() for a part that a file may lack; false if it does.
bool each_if_there(const json::value& all, std::string_view pointer, keys::conform::Report& report,
                   const std::function<void(const json::object& vector, const std::string& where)>& check);

/// sm.json: SM2, SM3, SM4.
void run_sm(std::string_view text, keys::conform::Report& report);

}  // namespace yiguan::mint::conform
