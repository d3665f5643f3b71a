// A producer who records what it made: for the tests of 今日生产 and of items. What is stored agrees with the log at
// every end.
#pragma once
#include <gmock/gmock.h>

#include "codes/check.hpp"
#include "events/capture.hpp"
#include "events/production.hpp"
#include "events/rebuild.hpp"
#include "events/test_world.hpp"
#include "ledger/check.hpp"

namespace yiguan::events::testing {

class ProductionWorld : public World {
protected:
    void SetUp() override {
        World::SetUp();
        rules_ = {.domain = domain_, .quota = {}, .empty_rate_max = 100};
    }
    void TearDown() override { EXPECT_THAT(all_defects(), ::testing::IsEmpty()); }

    std::vector<std::string> all_defects() {
        codes::Directory directory(*keys_, "0128");
        const Names names(directory, "https://trace.example.cn");
        auto found = defects();
        db_->read_now([&](db::Tx& tx) {
            directory.refresh(tx);
            const auto log = ledger::check_logs(tx);
            for (const auto& more :
                 {log.complaints, codes::check_records(tx, log), check_productions(tx, log), compare_all(tx, names)})
                found.insert(found.end(), more.begin(), more.end());
        });
        return found;
    }
    ProductionInput of(std::int64_t quantity) const {
        return {.product = product_,
                .batch_number = {},
                .production_date = {2026, 11, 1},
                .quantity = quantity,
                .ranges = {},
                .pieces = {},
                .input = {}};
    }
    ProductionInput of_ranges(std::int64_t from, std::int64_t to) const {
        auto input = of(0);
        input.ranges = range(from, to);
        return input;
    }
    ProductionInput of_pieces(std::vector<std::pair<std::string, std::optional<std::int64_t>>> pieces) const {
        auto input = of(0);
        for (const auto& [serial, offset] : pieces) {
            PieceRow row{.code = {}, .fields = {{"serialNumber", serial}}};
            if (offset) row.code = {block_.id, block_.first + *offset};
            input.pieces.push_back(std::move(row));
        }
        return input;
    }
    Result<Production> record(const ProductionInput& input) { return record(maker_, input); }
    Result<Production> record(const auth::Actor& actor, const ProductionInput& input) {
        return write([&](db::Tx& tx) { return record_production(tx, actor, rules_, input); });
    }
    Result<BoundPieces> bind(const ProductionInput& input) {
        return write([&](db::Tx& tx) { return bind_pieces(tx, maker_, rules_, input); });
    }
    Result<Production> undo(const auth::Actor& actor, ProductionId id) {
        return write([&](db::Tx& tx) { return undo_production(tx, actor, id); });
    }
    Result<Voided> give_up(std::optional<std::vector<CodeRange>> ranges = {}) {
        return write([&](db::Tx& tx) { return void_free_codes(tx, maker_, block_.id, ranges); });
    }
    codes::Block block(BlockId id) {
        return db_->read_now([&](db::Tx& tx) { return codes::get_block(tx, id); }).value();
    }
    std::vector<codes::EmptyRate> rates() {
        return db_->read_now([&](db::Tx& tx) { return codes::empty_rates(tx, maker_.org); });
    }
    Result<codes::Block> apply(std::int64_t quantity, std::int64_t limit) {
        return write([&](db::Tx& tx) {
            return codes::apply_for_codes(tx, maker_, domain_, {product_, quantity, limit});
        });
    }
    Result<codes::Alias> alias(std::int64_t offset, codes::AliasKind kind, std::string_view text) {
        return write([&](db::Tx& tx) {
            return codes::add_alias(tx, maker_, {block_.id, block_.first + offset}, kind, text);
        });
    }
    std::vector<codes::Alias> publicly(std::string_view text) {
        return db_->read_now([&](db::Tx& tx) { return codes::find_public_aliases(tx, codes::alias_forms(text)); });
    }
    std::size_t aliases(std::string_view text) { return publicly(text).size(); }
    std::size_t items() {
        return db_->read_now([&](db::Tx& tx) { return codes::list_items(tx, {.org = maker_.org}, {}, {}, 100); })
            .size();
    }
    Result<codes::Item> close_item(const auth::Actor& actor, codes::ItemId id) {
        return write([&](db::Tx& tx) { return codes::close_item(tx, actor, id); });
    }
    Result<codes::Alias> close_alias(const auth::Actor& actor, codes::AliasId id) {
        return write([&](db::Tx& tx) { return codes::close_alias(tx, actor, id); });
    }
    /// What a partner's system would tell of codes of this platform.
    void capture(epcis::Event event) {
        codes::Directory directory(*keys_, "0128");
        directory.add(block_);
        const Names names(directory, "https://trace.example.cn");
        for (std::string& epc : event.epcs.epcs) epc = names.uri(block_, block_.first + std::stoll(epc));
        for (std::string& epc : event.input_epcs.epcs) epc = names.uri(block_, block_.first + std::stoll(epc));
        event.event_time = clock_;
        event.offset_minutes = 480;
        epcis::Document document;
        document.count = 1;
        document.events.push_back(std::move(event));
        must(db_->write_now([&](db::Tx& tx) {
            return events::capture(tx, names, maker_, prepare(names, std::move(document)), ErrorBehaviour::rollback);
        }));
    }
    void destroy(std::int64_t offset) {
        epcis::Event event;
        event.type = epcis::EventType::object;
        event.action = epcis::Action::observe;
        event.biz_step = "destroying";
        event.disposition = "destroyed";
        event.epcs.epcs = {std::to_string(offset)};
        capture(std::move(event));
    }
    auth::Actor colleague(std::int64_t user, bool own_only = false) const {
        auto actor = maker_;
        actor.user = UserId{user};
        actor.scope.own_only = own_only;
        return actor;
    }

    ProductionRules rules_;
};

}  // namespace yiguan::events::testing
