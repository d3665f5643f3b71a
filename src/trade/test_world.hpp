// A maker, two sellers, and stores of one of them, on a fresh database of each engine: for the tests of the room.
#pragma once
#include <fmt/format.h>

#include "events/assembling_world.hpp"
#include "events/boxes.hpp"
#include "registry/stores.hpp"
#include "trade/check.hpp"
#include "trade/stock_in.hpp"
#include "trade/stocktake.hpp"

namespace yiguan::trade::testing {

using events::testing::must;

class TradeWorld : public events::testing::AssemblingWorld {
protected:
    void SetUp() override {
        AssemblingWorld::SetUp();
        write([&](db::Tx& tx) {
            must(events::commission(tx, maker_, range(0, 199), binding()));
            must(events::activate(tx, maker_, range(0, 199)));
            return true;
        });
        db_->read_now([&](db::Tx& tx) { directory_->refresh(tx); });
    }
    void TearDown() override {
        EXPECT_THAT(db_->read_now([](db::Tx& tx) { return check_records(tx, ledger::check_logs(tx)); }),
                    ::testing::IsEmpty());
        AssemblingWorld::TearDown();
    }

    std::string code(std::int64_t offset) const { return directory_->text(block_, block_.first + offset); }
    std::vector<std::string> texts(std::int64_t from, std::int64_t to) const {
        std::vector<std::string> out;
        for (auto i = from; i <= to; ++i) out.push_back(code(i));
        return out;
    }
    codes::State state_of(std::int64_t offset) { return segment(offset)->state; }

    StoreId store_of(const auth::Actor& actor, std::string name) {
        return write([&](db::Tx& tx) {
            const auto licence = must(registry::add_document(
                tx, actor, {.sha256 = std::string(64, 'b'), .media_type = registry::MediaType::jpeg, .bytes = 900}));
            return must(registry::add_store(tx, actor,
                                            {.name = std::move(name),
                                             .contact_person = "张晓云",
                                             .phone = "13800138000",
                                             .region = "440106",
                                             .address = "天河路 1 号",
                                             .brand = "绿源",
                                             .repairs = true,
                                             .product_types = 1,
                                             .licence = licence.id}))
                .id;
        });
    }

    StockOutInput to_shop(std::vector<std::string> texts) {
        return {.type = StockOutType::b2b, .buyer_uscc = uscc_of(shop_), .texts = std::move(texts)};
    }
    Result<StockOut> ship(const auth::Actor& actor, const StockOutInput& input) {
        clock_ = clock_ + 10;
        return write([&](db::Tx& tx) { return add_stock_out(tx, *names_, actor, input); });
    }
    StockOut sent(std::vector<std::string> texts) { return must(ship(maker_, to_shop(std::move(texts)))); }
    Result<Received> receive(const auth::Actor& actor, const StockInInput& input) {
        clock_ = clock_ + 10;
        return write([&](db::Tx& tx) { return add_stock_in(tx, *names_, actor, input); });
    }
    Result<Received> receive(const auth::Actor& actor, const NoteReceipt& input) {
        clock_ = clock_ + 10;
        return write([&](db::Tx& tx) { return receive_note(tx, *names_, actor, input); });
    }
    StockOut out(StockOutId id) {
        return db_->read_now([&](db::Tx& tx) { return get_stock_out(tx, maker_, id); }).value();
    }
    Scans scanned(const auth::Actor& actor, Purpose purpose, std::vector<std::string> given) {
        return db_->read_now([&](db::Tx& tx) {
            return must(scan(tx, *names_, actor, must(require_place(tx, actor, {})), purpose, given));
        });
    }
    /// What is said of the first text that was refused, behind what is said of all.
    template <class T>
    static Error of_text(const Result<T>& refused) {
        EXPECT_EQ(refused.error().pointer, "/texts");
        return refused.error().others.empty() ? refused.error() : refused.error().others.front();
    }
    template <class F>
    auto at(F f) {
        clock_ = clock_ + 10;
        return write(f);
    }
    events::Box box_of(std::string box, std::vector<std::string> pieces) {
        return at([&](db::Tx& tx) {
            const auto made = must(events::open_box(
                tx, maker_,
                {.code = std::move(box), .product = product_, .expected = static_cast<std::int64_t>(pieces.size())}));
            return must(events::pack(tx, *names_, maker_, made.id, pieces)).box;
        });
    }
};

}  // namespace yiguan::trade::testing
