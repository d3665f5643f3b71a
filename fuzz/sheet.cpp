// sheet/table.hpp: .xlsx and .csv from outside. Oracles: within the limits, well-formed texts, rows in order, errors
// that can be shown; what is matched and checked stays within the table; what is written of wrong rows is read again.
#include "fuzz/harness.hpp"

#include "core/text.hpp"
#include "sheet/write.hpp"

namespace {

using namespace yiguan;
using fuzz::require;

constexpr sheet::ReadLimits limits{.file_bytes = 1 << 20,
                                   .unpacked_bytes = 4 << 20,
                                   .rows = 2000,
                                   .columns = 64,
                                   .cells = 20'000,
                                   .text_bytes = 1 << 20};

void check_table(const sheet::Table& table) {
    require(table.rows() > 0 && table.rows() <= limits.rows && table.width() <= limits.columns, "over a limit");
    for (std::size_t r = 0; r < table.rows(); ++r) {
        require(r == 0 || table.number_of(r) > table.number_of(r - 1), "rows out of order");
        for (std::size_t c = 0; c < table.width(); ++c) {
            const sheet::Cell cell = table.at(r, c);
            require(is_utf8(cell.text), "a text that is no UTF-8");
            require(cell.blank() == cell.text.empty(), "a cell of content without text");
        }
    }
}

void check_rows(sheet::Table table, const sheet::Template& wanted) {
    auto match = sheet::match_columns(table, wanted);
    if (match.has_error()) return fuzz::require_showable(match.error());
    sheet::Checking checking(std::move(table), wanted, std::move(match).value(), {2024, 6, 30});
    checking.run();
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < checking.total(); ++i) {
        const auto row = checking.row(i);
        require(row.values.size() == wanted.columns.size(), "another number of values");
        require(row.errors.empty() != checking.is_wrong(i), "a row is wrong without an error");
        wrong += !row.errors.empty();
    }
    require(wrong == checking.wrong(), "the count of wrong rows");
    if (wrong == 0) return;
    std::string back;
    sheet::write_wrong_rows(checking, [&](std::string_view piece) { back += piece; });
    require(sheet::read(back, wanted).has_value(), "our own file is not read");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    auto table = sheet::read(bytes, limits);
    if (table.has_error()) {
        fuzz::require_showable(table.error());
        return 0;
    }
    check_table(table.value());
    for (const auto& wanted : sheet::templates()) {
        auto again = sheet::read(bytes, wanted, limits);
        if (again.has_value()) check_rows(std::move(again).value(), wanted);
    }
    return 0;
}
