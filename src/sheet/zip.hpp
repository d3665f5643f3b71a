// Parts of a zip file in memory, unpacked piece by piece within one budget; private.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sheet/table.hpp"

struct zip;
struct zip_file;

namespace yiguan::sheet {

class ZipPart;

class Zip {
public:
    /// `bytes` must outlive this. sheet_damaged when there is no readable directory, sheet_limit beyond 20,000 parts.
    static Result<Zip> open(std::string_view bytes, std::size_t unpacked_bytes);
    ~Zip();
    Zip(Zip&& other) noexcept;
    Zip(const Zip&) = delete;
    Zip& operator=(Zip&&) = delete;

    /// Regardless of case and of a slash in front, as some writers differ there.
    bool has(std::string_view name) const { return find(name) >= 0; }
    /// not_found, sheet_encrypted, sheet_damaged (a way of packing that the format does not know).
    Result<ZipPart> part(std::string_view name);

private:
    friend class ZipPart;
    Zip(zip* archive, std::size_t budget) : archive_(archive), budget_(std::make_unique<std::size_t>(budget)) {}
    std::int64_t find(std::string_view name) const;
    zip* archive_;
    std::unique_ptr<std::size_t> budget_;  // shared by all parts
};

class ZipPart {
public:
    ~ZipPart();
    ZipPart(ZipPart&& other) noexcept;
    ZipPart(const ZipPart&) = delete;
    ZipPart& operator=(ZipPart&&) = delete;
    /// The next bytes, none at the end. sheet_limit when the budget is used up, sheet_damaged for a broken stream or a
    /// wrong check sum.
    Result<std::size_t> read(std::span<char> into);

private:
    friend class Zip;
    ZipPart(zip_file* file, std::size_t* budget) : file_(file), budget_(budget) {}
    zip_file* file_;
    std::size_t* budget_;
};

}  // namespace yiguan::sheet
