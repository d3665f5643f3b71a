// Reading the test vectors; for tests only.
#pragma once
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace yiguan::keys::testing {

/// The object in a vector file; the path is relative to the repository root, where the tests run.
inline boost::json::object vectors(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot open " + path);
    return boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {})).as_object();
}

inline std::string text_of(const boost::json::value& object, const char* key) {
    return std::string(object.as_object().at(key).as_string());
}

}  // namespace yiguan::keys::testing
