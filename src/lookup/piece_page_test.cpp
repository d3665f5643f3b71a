// The number that a piece carries, on the page of its code: a lithium battery of template D.1.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

#include "codes/items.hpp"
#include "events/production.hpp"
#include "events/test_world.hpp"
#include "lookup/lookup.hpp"

namespace yiguan::lookup {
namespace {

using events::testing::must;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PageOfAPiece : public events::testing::World {
protected:
    static constexpr std::string_view serial = "ABCDEFG1AAG15000001", other = "ABCDEFG1AAG15000002";

    void SetUp() override {
        World::SetUp();
        battery_ = write([&](db::Tx& tx) {
            json::object fields{{"productName", "电动自行车用蓄电池"},
                                {"productType", "蓄电池"},
                                {"model", "YD4812"},
                                {"standard", "GB 43854-2024"},
                                {"inspectionReport", "R-1"},
                                {"inspectionBody", "检测中心"},
                                {"brand", "粤行"},
                                {"modelCode", "00"},
                                {"batteryType", "锂电"}};
            for (const char* number : {"voltage", "capacity", "mass", "length", "width", "height"})
                fields[number] = "12";
            const catalog::NewFiling filing{
                .template_id = "D.1",
                .unit_id = "CAT-04-03",
                .values = must(catalog::read_fields(*catalog::templates().find("D.1"), catalog::Step::filing, fields,
                                                    nullptr, tx.now())),
                .pictures = {picture(tx, maker_)}};
            const auto filed = must(catalog::file_product(tx, maker_, filing));
            return must(catalog::review_product(tx, admin_, filed.id, catalog::Review::approve, ""));
        });
        cells_ = write([&](db::Tx& tx) {
            return must(codes::apply_for_codes(tx, maker_, domain_, {battery_.id, 10}));
        });
        directory_.emplace(*keys_, "0128");
        db_->read_now([&](db::Tx& tx) { directory_->refresh(tx); });
        scans_.emplace(*db_);
        resolver_.emplace(*directory_, db_->changes(), *scans_, Settings{.base_url = "https://trace.example.cn"});
        bind(0, serial);
        bind(1, other);
        const std::vector<events::testing::CodeRange> both{{cells_.id, cells_.first, cells_.first + 1}};
        write([&](db::Tx& tx) { return must(events::activate(tx, maker_, both)); });
    }
    void TearDown() override {
        resolver_.reset();
        scans_.reset();
    }
    void bind(std::int64_t offset, std::string_view number) {
        events::ProductionInput input{.product = battery_.id,
                                      .batch_number = {},
                                      .production_date = {2026, 1, 5},
                                      .ranges = {},
                                      .pieces = {},
                                      .input = {}};
        input.pieces.push_back({codes::CodeAt{cells_.id, cells_.first + offset},
                                {{"factorySerial", fmt::format("SN{:06}", offset)}, {"serialNumber", number}}});
        write([&](db::Tx& tx) { return must(events::bind_pieces(tx, maker_, {}, input)); });
    }
    std::string code(std::int64_t offset) const { return directory_->text(cells_, cells_.first + offset); }
    std::string page(std::int64_t offset) {
        std::string out;
        const std::string text = code(offset);
        db_->read_now([&](db::Tx& tx) { resolver_->page(tx, *directory_->place(text), text, {}, out); });
        return out;
    }
    json::object described(const catalog::Viewer& viewer) {
        return db_->read_now(
            [&](db::Tx& tx) { return resolver_->describe(tx, *directory_->place(code(0)), code(0), viewer); });
    }

    catalog::Product battery_;
    codes::Block cells_;
    std::optional<codes::Directory> directory_;
    std::optional<ScanLog> scans_;
    std::optional<Resolver> resolver_;
};
YIGUAN_BOTH_ENGINES(PageOfAPiece);

// EBM-68, EBM-84: the piece is identified by its serial number and its trace code.
TEST_P(PageOfAPiece, EBM68_EBM84_TheRowOfTheNumberIsThePiecesOwn) {
    EXPECT_THAT(page(0), AllOf(HasSubstr(serial), Not(HasSubstr(other))));
    EXPECT_THAT(page(1), AllOf(HasSubstr(other), Not(HasSubstr(serial)))) << "of the same kept page";
    std::string from_memory;
    EXPECT_FALSE(resolver_->page_from_memory(*directory_->place(code(0)), code(0), {}, from_memory))
        << "what a piece carries is read";
    EXPECT_THAT(from_memory, ::testing::IsEmpty());
    EXPECT_THAT(json::serialize(described({})), HasSubstr(serial));
    std::string by_number;
    db_->read_now([&](db::Tx& tx) {
        const auto known = codes::find_public_aliases(tx, codes::alias_forms(serial));
        ASSERT_EQ(known.size(), 1u);
        resolver_->alias_page(tx, known.front().code, serial, {}, by_number);
    });
    EXPECT_THAT(by_number, HasSubstr(serial));
    // Taken back: what the batch gives the code.
    write([&](db::Tx& tx) {
        return must(codes::close_item(tx, maker_, codes::find_item(tx, {cells_.id, cells_.first})->id));
    });
    EXPECT_THAT(page(0), AllOf(Not(HasSubstr(serial)), HasSubstr("20260105-01-0001")));
}

// EBM-73: a scan of a code without a piece waits for no table, also of a product whose pieces have numbers.
TEST_P(PageOfAPiece, CodesWithoutAPieceAreAnsweredFromMemory) {
    const auto take_back = [&](std::int64_t offset) {
        write([&](db::Tx& tx) {
            return must(codes::close_item(tx, maker_, codes::find_item(tx, {cells_.id, cells_.first + offset})->id));
        });
    };
    const auto from_memory = [&]() -> std::string {
        page(0);  // reads what is to be kept
        std::string out;
        const auto text = code(0);
        return resolver_->page_from_memory(*directory_->place(text), text, {}, out) ? out : "";
    };
    EXPECT_EQ(from_memory(), "");
    take_back(0);
    take_back(1);
    EXPECT_THAT(from_memory(), HasSubstr("20260105-01-0001"));
    // It carries something again: seen at once.
    bind(0, serial);
    std::string out;
    EXPECT_FALSE(resolver_->page_from_memory(*directory_->place(code(0)), code(0), {}, out));
    EXPECT_THAT(page(0), HasSubstr(serial));
}

// NAT-56: where the row of the number is not shown, the piece's own is not either.
TEST_P(PageOfAPiece, NAT56_WhoeverMayNotSeeTheRowLearnsNothingOfThePiece) {
    bind(2, "ABCDEFG1AAG15000777");
    EXPECT_THAT(page(2), Not(HasSubstr("000777"))) << "not active yet";
    // Built-in templates show the number to everybody: this one leaves it to the producer for the time of the test.
    auto& fields = const_cast<catalog::Template&>(*battery_.tmpl).fields;
    auto& field = *std::ranges::find(fields, "factoryNumber", &catalog::Field::key);
    struct Restore {
        catalog::Field& field;
        ~Restore() { field.visibility = catalog::Visibility::public_; }
    } const restore{field};
    field.visibility = catalog::Visibility::producer_chooses;
    EXPECT_EQ(page(0).find(serial), std::string::npos);
    EXPECT_THAT(json::serialize(described({})), Not(HasSubstr(serial)));
    EXPECT_THAT(json::serialize(described(catalog::Viewer::of(maker_))), HasSubstr(serial)) << "its maker sees it";
}

}  // namespace
}  // namespace yiguan::lookup
