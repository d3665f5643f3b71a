// The files of the console (web/console) and of the store app (web/store), each embedded into the program as one pack.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace yiguan::api {

struct ConsoleFile {
    std::string_view media_type;
    std::string_view etag;  ///< Of the contents, without quotes; each coding appends its own letter.
    std::string_view plain;
    std::string_view gzip, brotli;  ///< Empty where that would not be smaller.
};

/// The pack that web/console/pack.mjs writes: lines of tab-separated fields (path, media type, etag, then offset and
/// length of the plain, gzip and brotli bytes), an empty line, the bytes. Views into `pack`. Throws
/// std::invalid_argument for anything else.
std::map<std::string, ConsoleFile, std::less<>> read_console_pack(std::string_view pack);

/// By path below /app/, as in "assets/main-Xy12.js"; null for others. "index.html" is always there.
const ConsoleFile* find_console_file(std::string_view path);
/// The same of the store app, below /m/.
const ConsoleFile* find_store_file(std::string_view path);

}  // namespace yiguan::api
