// Every page of the SQLite database carries a checksum in its last eight bytes: a byte that changes on the disk, or is
// changed behind the program's back, is found with its place. docs/formats/database-pages.md
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace yiguan::db {

inline constexpr int page_bytes = 4096;
inline constexpr int page_reserve_bytes = 8;

/// Over the page without its last eight bytes, and its number (1 is the first). Any change inside one aligned group of
/// eight bytes changes it. `bytes` is a multiple of 32 plus 24, as 4096 - 8 is. Some 0.2 microseconds.
std::uint64_t page_checksum(std::uint32_t page, std::span<const std::byte> bytes);

/// Makes the file layer with checksums the default of this process. Idempotent, thread-safe. Only database files whose
/// header reserves the eight bytes are treated so; pages get their checksum when they reach the database file, not in
/// the write-ahead log, which has checksums of its own.
void use_page_checksums();

struct PageDefect {
    std::uint32_t page = 0;
    std::string what;  ///< One Chinese sentence, without the page's number.
};
/// Reads the file as it is, page by page, without SQLite; pages that a running server may just be writing are read
/// again so often. A page of zeros has never been written and is free. At most `limit` defects.
/// @throws std::system_error.
std::vector<PageDefect> check_pages(const std::filesystem::path& file, std::size_t limit = 100, int tries = 5);

/// To which table or index a page belongs, if SQLite can still tell; else empty. Reads the whole tree of pages.
std::vector<std::string> page_owners(const std::filesystem::path& file, std::span<const std::uint32_t> pages);

}  // namespace yiguan::db
