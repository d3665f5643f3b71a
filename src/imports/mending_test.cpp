// Trace codes that a spreadsheet program turned into numbers, in whole files, on both engines.
#include "imports/imports_json.hpp"
#include "imports/layout.hpp"
#include "imports/product_codes.hpp"
#include "imports/product_world.hpp"

namespace yiguan::imports {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Lines;
using ::testing::SizeIs;
using ::testing::StartsWith;

class Mending : public testing::ProductWorld {
protected:
    void SetUp() override {
        ProductWorld::SetUp();
        product_ = given_published(vehicle()).id;
        block_ = given_codes(maker_, product_, 200);
    }
    /// 2.01280123456789E+32: what is shown of a code that was typed into a cell of numbers.
    static std::string scientific(const std::string& code) {
        return fmt::format("{}.{}E+32", code[0], code.substr(1, 14));
    }
    /// The same written out, as a column of whole numbers is saved.
    static std::string zeros(const std::string& code) { return code.substr(0, 15) + std::string(18, '0'); }
    std::string mended(const Job& job, std::size_t row) {
        const auto all = rows(job.id);
        const auto cells = in_order(decode_cells(all.at(row).cells), decode_layout(job.layout));
        return std::string(cells.at(column(job, "traceCode")).mended);
    }
    static std::string csv(const Lines& lines) {
        std::string out;
        for (const auto& line : lines) {
            for (const auto& cell : line) out += cell + ",";
            out += "\r\n";
        }
        return out;
    }

    ProductId product_;
    codes::Block block_;
};
YIGUAN_BOTH_ENGINES(Mending);

// EBM-73
TEST_P(Mending, EBM73_CodesThatBecameNumbersAreFoundAgainAmongTheIssuedOnes) {
    Lines lines;
    for (int i = 0; i < 4; ++i) lines.push_back(vehicle_line(i, code(block_, 50 + i)));
    lines[0][7] = "#" + scientific(lines[0][7]);  // a number
    lines[1][7] = scientific(lines[1][7]);        // the text of one
    lines[2][7] = zeros(lines[2][7]);
    const auto ready = given_vehicles(lines);
    EXPECT_THAT(wrong(ready), IsEmpty());
    ASSERT_EQ(ready.fresh, 4);
    EXPECT_EQ(mended(ready, 1), scientific(code(block_, 51))) << "what the file has is shown beside it";
    EXPECT_EQ(mended(ready, 2), zeros(code(block_, 52)));
    EXPECT_FALSE(mended(ready, 0).empty());
    EXPECT_EQ(mended(ready, 3), "") << "was whole";
    // Another cell of the row is repaired: the code stays what it was found to be.
    const auto again = put(ready.id, {{1, column(ready, "colour"), "黑色"}});
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again.value().rows.front().state, RowState::fresh);
    EXPECT_FALSE(mended(job(ready.id), 0).empty());
    EXPECT_EQ(store(job(ready.id)).stored, 4);
    for (std::int64_t i = 50; i < 54; ++i)
        EXPECT_EQ(read([&](db::Tx& tx) {
                      return codes::find_item(tx, {block_.id, block_.first + i});
                  })->frame_number,
                  fmt::format("YG26{:06}", i - 50));
    // What a person writes is his.
    const auto next = given_vehicles({vehicle_line(9, scientific(code(block_, 60)))});
    ASSERT_TRUE(put(next.id, {{1, column(next, "traceCode"), code(block_, 61)}}).has_value());
    EXPECT_EQ(mended(job(next.id), 0), "");
}

// EBM-73
TEST_P(Mending, EBM73_AFileSavedAsCsvWithSixDigitsNamesTheBlocksWhereItCannotBeKnown) {
    Lines lines{vehicle_header()};
    // Six digits are in clear and the same in all codes; the seventh rounds them.
    std::vector<std::int64_t> low;
    for (std::int64_t i = 0; i < 200 && low.size() < 2; ++i)
        if (code(block_, i)[6] < '5') low.push_back(i);
    for (std::size_t i = 0; i < low.size(); ++i)
        lines.push_back(vehicle_line(static_cast<int>(i), fmt::format("2.0128{}E+32", code(block_, low[i])[5])));
    lines.push_back(vehicle_line(7, code(block_, 100)));
    auto ready = given_import(csv(lines), {.kind = "EB-PRODUCT", .unit = {}, .file_name = {}});
    EXPECT_EQ(ready.fresh, 1);
    EXPECT_THAT(
        wrong(ready),
        AllOf(SizeIs(2), Each(AllOf(HasSubstr("有多个追溯码"), HasSubstr("申码单"), HasSubstr(to_string(block_.id))))));
    // One code of another model, of which there are no others.
    const auto single = given_published(vehicle("TDT002Z")).id;
    const auto one = given_codes(maker_, single, 1);
    const std::string whole = code(one, 0);
    const int sixth = whole[5] - '0' + (whole[6] >= '5' ? 1 : 0);
    auto line = vehicle_line(8, fmt::format("2.0128{}E+32", sixth));
    line[5] = "TDT002Z";
    ready = given_import(csv({vehicle_header(), line}), {.kind = "EB-PRODUCT", .unit = {}, .file_name = {}});
    EXPECT_THAT(wrong(ready), IsEmpty());
    EXPECT_FALSE(mended(ready, 0).empty());
}

// EBM-73
TEST_P(Mending, EBM73_NothingIsGuessedOfOtherModelsOthersCodesAndVoidedOnes) {
    const auto second = given_published(vehicle("TDT002Z")).id;
    const auto seconds = given_codes(maker_, second, 10);
    auto theirs = vehicle();
    theirs["pictures"] = json::array{to_string(given_document(other_, 'e'))};
    const auto rival = review(file(other_, theirs).value().id, catalog::Review::approve).value();
    const auto foreign = given_codes(other_, rival.id, 10);
    ASSERT_TRUE(write([&](db::Tx& tx) {
                    return events::void_free_codes(tx, maker_, block_.id, {{{block_.id, block_.last, block_.last}}});
                }).has_value());
    auto unknown = vehicle_line(4, scientific(code(block_, 3)));
    unknown[5] = "TDT003Z";
    const auto ready =
        given_vehicles({vehicle_line(1, scientific(code(seconds, 0))), vehicle_line(2, scientific(code(foreign, 0))),
                        vehicle_line(3, scientific(code(block_, 199))), unknown,
                        vehicle_line(5, scientific(code(block_, 5))), vehicle_line(6, code(block_, 5))});
    EXPECT_EQ(ready.fresh, 1) << "the code that stands whole is that row's";
    EXPECT_EQ(ready.wrong, 5);
    EXPECT_THAT(wrong(ready), ::testing::Contains(AllOf(HasSubstr("5 model"), HasSubstr("没有已发布"))));
    EXPECT_EQ(json::serialize(encode(rows(ready.id).front(), job(ready.id))).find("\"mended\""), std::string::npos);
    // Why stays known when something else of the row is repaired, and names what was looked through for its model.
    EXPECT_THAT(wrong(ready),
                ::testing::Contains(AllOf(StartsWith("6 traceCode"), HasSubstr("开头"), HasSubstr(to_string(block_.id)),
                                          ::testing::Not(HasSubstr(to_string(seconds.id))))));
    const auto before = wrong(ready);
    ASSERT_TRUE(put(ready.id, {{5, column(ready, "colour"), "黑色"}}).has_value());
    EXPECT_EQ(wrong(job(ready.id)), before);
}

// EBM-73: what is looked through is bounded.
TEST_P(Mending, EBM73_MoreCodesThanCanBeLookedThroughAreSaid) {
    const auto& columns = *sheet::find_template("EB-PRODUCT");
    const auto bytes = sheet::testing::simple({vehicle_header(), vehicle_line(1, scientific(code(block_, 7)))});
    auto table = sheet::read(bytes, columns).value();
    auto match = sheet::match_columns(table, columns).value();
    sheet::Checking checking(std::move(table), columns, std::move(match), beijing_date(clock_));
    checking.run();
    const auto plan = [&](std::int64_t most) {
        return read([&](db::Tx& tx) {
            const Task task{maker_,      registry::get_org(tx, maker_.org).value(), "CAT-04-01", false, tx.now(),
                            &*directory_};
            return mend_codes(tx, task, checking, catalog::Family::vehicle, columns.column("traceCode"),
                              columns.column("model"), most);
        });
    };
    ASSERT_THAT(plan(200).proposals, SizeIs(1));
    EXPECT_EQ(plan(200).proposals.front().code, code(block_, 7));
    EXPECT_THAT(plan(199).proposals, IsEmpty());
    EXPECT_THAT(plan(199).unsolved.front().reason, HasSubstr("超过 199 个"));
}

}  // namespace
}  // namespace yiguan::imports
