// NAT-35 (verifiable and tamper-proof), X20 (immutable history): every event is a record of the transparency log, and
// whatever is changed in what is stored of it disagrees with that record.
#include "events/event_leaf.hpp"

#include "epcis/body.hpp"
#include "events/capture.hpp"
#include "events/capture_store.hpp"
#include "events/test_world.hpp"
#include "ledger/ledger.hpp"

#include <map>
#include <set>

namespace yiguan::events {
namespace {

using testing::must;

const db::Statement all_sql{"test.all_events", "select home_block, event_id from event order by event_id",
                            db::Statement::Plan::small_scan};

// A statement lives as long as the program.
const db::Statement& statement(std::string_view sql) {
    static std::map<std::string_view, std::unique_ptr<db::Statement>> made;
    auto& one = made[sql];
    if (!one) one = std::make_unique<db::Statement>("test.change", sql, db::Statement::Plan::small_scan);
    return *one;
}

class EventLeafTest : public testing::World {
protected:
    void SetUp() override {
        World::SetUp();
        directory_.emplace(*keys_, "0128");
        db_->read_now([&](db::Tx& tx) { directory_->refresh(tx); });
        names_.emplace(*directory_, "https://trace.example.cn");
        capturer_ = maker_;
        capturer_.roles = capturer_.roles.with(auth::Role::integrator);
    }

    std::string own(std::int64_t offset) const { return names_->uri(block_, block_.first + offset); }

    static epcis::Event event(int minute, std::string step, std::vector<std::string> epcs) {
        epcis::Event e;
        e.type = epcis::EventType::object;
        e.action = epcis::Action::observe;
        e.event_time = UtcMs{1'790'000'000'000} + minute * 60'000;
        e.offset_minutes = 330;
        e.epcs.epcs = std::move(epcs);
        e.biz_step = std::move(step);
        e.read_point = "urn:epc:id:sgln:4012345.00005.0";
        return e;
    }
    static std::string epc(int serial) { return "urn:epc:id:sgtin:4012345.011111." + std::to_string(serial); }

    Captured capture(std::vector<epcis::Event> events) {
        epcis::Document document;
        document.count = events.size();
        document.events = std::move(events);
        auto prepared = prepare(*names_, std::move(document));
        return must(write(
            [&](db::Tx& tx) { return events::capture(tx, *names_, capturer_, prepared, ErrorBehaviour::rollback); }));
    }

    void facts() {
        must(write([&](db::Tx& tx) { return commission(tx, maker_, range(0, 99), binding()); }));
        must(write([&](db::Tx& tx) { return activate(tx, maker_, range(0, 99)); }));
        must(write([&](db::Tx& tx) { return ship(tx, maker_, range(0, 9), shipping(), std::nullopt); }));
        must(write([&](db::Tx& tx) { return receive(tx, shop_, range(0, 9), receiving()); }));
        must(write([&](db::Tx& tx) { return sell(tx, shop_, range(3, 3), selling()); }));
    }

    // One of each type; two about codes of this platform, one of them packs the others.
    std::vector<epcis::Event> captures() {
        std::vector<epcis::Event> all;
        all.push_back(event(0, "inspecting", {epc(1), epc(2), epc(3), epc(40)}));
        all.push_back(event(1, "packing", {own(20), own(21)}));
        all.back().type = epcis::EventType::aggregation;
        all.back().action = epcis::Action::add;
        all.back().parent_id = "urn:epc:id:sscc:4012345.0000000001";
        all.push_back(event(2, "shipping", {}));
        all.back().type = epcis::EventType::transaction;
        all.back().action = epcis::Action::add;
        all.back().epcs.epcs = {epc(5)};
        all.back().biz_transactions.push_back({"po", "urn:epcglobal:cbv:bt:4012345000009:1"});
        all.push_back(event(3, "commissioning", {}));
        all.back().type = epcis::EventType::transformation;
        all.back().action = epcis::Action::none;
        all.back().input_epcs.epcs = {epc(6)};
        all.back().output_epcs.epcs = {epc(7)};
        all.push_back(event(4, "installing", {epc(8)}));
        all.back().type = epcis::EventType::association;
        all.back().action = epcis::Action::add;
        all.back().parent_id = epc(9);
        all.push_back(event(5, "inspecting", {epc(10)}));
        all.back().event_id = "urn:uuid:0d1a5a2a-92ae-4b3a-8d2c-3a6b3a2b1c0d";
        all.push_back(event(6, "storing", {"urn:epc:id:sscc:4012345.0000000001"}));
        all.back().biz_location = "urn:epc:id:sgln:4012345.00001.0";
        return all;
    }

    std::vector<EventKey> keys() {
        return db_->read_now([](db::Tx& tx) {
            std::vector<EventKey> found;
            auto rows = tx.query(all_sql);
            while (rows.next()) found.push_back({rows.get<EventId>(1), rows.integer(0)});
            return found;
        });
    }
    EventLeaf leaf_of(const EventKey& key) {
        return db_->read_now([&](db::Tx& tx) { return find_event_leaf(tx, key).value(); });
    }
    proof::Leaf record(db::Position at) {
        return db_->read_now([&](db::Tx& tx) {
            const std::int64_t index = at.index();
            return must(proof::Leaf::decode(ledger::leaves_at(tx, at.log(), std::span(&index, 1)).front()));
        });
    }
    std::vector<std::string> check(bool with_names = true) {
        return db_->read_now([&](db::Tx& tx) { return check_ledger(tx, with_names ? &*names_ : nullptr); });
    }
    std::int64_t log_size() {
        return db_->read_now([](db::Tx& tx) {
            const auto logs = ledger::ends_of_logs(tx);
            return logs.empty() ? std::int64_t{0} : logs.front().size;
        });
    }

    std::optional<codes::Directory> directory_;
    std::optional<Names> names_;
    auth::Actor capturer_;
};

TEST_P(EventLeafTest, NAT35_EveryFactAndEveryTypeOfCaptureHasItsRecord) {
    facts();
    capture(captures());
    const auto all = keys();
    ASSERT_EQ(all.size(), 12u);
    std::set<std::int64_t> places;
    for (const EventKey& key : all) {
        const EventLeaf leaf = leaf_of(key);
        ASSERT_TRUE(leaf.position) << key.id.value;
        EXPECT_TRUE(places.insert(leaf.position.value).second);
        ASSERT_TRUE(leaf.seed);
        ASSERT_EQ(leaf.fields.size(), 4u);
        const proof::Leaf stored = record(leaf.position);
        EXPECT_EQ(stored.kind, proof::Kind::event);
        EXPECT_FALSE(stored.keys.empty());
        const auto& entries = leaf.entries;
        EXPECT_EQ(proof::private_root(stored.suite, entries), stored.private_root);
        for (std::size_t i = 0; i < 4; ++i)
            EXPECT_TRUE(proof::verify_opening(stored.suite, proof::open_field(stored.suite, leaf.fields[i], i, entries),
                                              stored.private_root));
    }
    EXPECT_EQ(check(), std::vector<std::string>{});
    EXPECT_EQ(check(false), std::vector<std::string>{});
    EXPECT_EQ(defects(), std::vector<std::string>{});
}

// Whoever knows the token of a block finds its events, by each code and by no other.
TEST_P(EventLeafTest, UnitKeysAreThoseOfTheCodes) {
    must(write([&](db::Tx& tx) { return commission(tx, maker_, range(5, 20), binding()); }));
    const auto stored = record(leaf_of(keys().front()).position);
    const auto space = codes::Directory::units(block_);
    const auto found = [&](std::int64_t offset) {
        for (const auto& key : proof::unit_keys_of(proof::Suite::sha256, space.token,
                                                   static_cast<std::uint64_t>(offset), space.level_max))
            if (std::ranges::binary_search(stored.keys, key)) return true;
        return false;
    };
    for (std::int64_t i = 0; i < 1000; ++i) EXPECT_EQ(found(i), i >= 5 && i <= 20) << i;
    EXPECT_NE(block_.token, proof::Token{});
}

// A container's event is found by the codes that moved with it.
TEST_P(EventLeafTest, UnitKeysOfWhatMovedWithItsContainer) {
    facts();
    capture({captures()[1]});
    capture({captures()[6]});
    const auto moved = record(leaf_of(keys().back()).position);
    const auto space = codes::Directory::units(block_);
    for (const std::uint64_t offset : {20u, 21u})
        EXPECT_TRUE(
            std::ranges::binary_search(moved.keys, proof::unit_key(proof::Suite::sha256, space.token, 0, offset)));
    EXPECT_EQ(moved.keys.size(), 3u);
    EXPECT_EQ(check(), std::vector<std::string>{});
}

TEST_P(EventLeafTest, ACorrectionIsOneByItsKind) {
    auto first = event(0, "inspecting", {epc(1)});
    first.event_id = "urn:uuid:0d1a5a2a-92ae-4b3a-8d2c-3a6b3a2b1c0d";
    capture({first});
    auto second = first;
    second.error_declaration.emplace();
    second.error_declaration->time = first.event_time + 1000;
    capture({second});
    ASSERT_EQ(keys().size(), 2u);
    EXPECT_EQ(record(leaf_of(keys()[0]).position).kind, proof::Kind::event);
    EXPECT_EQ(record(leaf_of(keys()[1]).position).kind, proof::Kind::correction);
    EXPECT_EQ(check(), std::vector<std::string>{});
}

TEST_P(EventLeafTest, WhatIsNotStoredHasNoRecord) {
    facts();
    capture(captures());
    const auto size = log_size();
    const auto again = capture(captures());
    EXPECT_TRUE(again.stored.empty());
    EXPECT_EQ(log_size(), size);
    EXPECT_TRUE(
        write([&](db::Tx& tx) { return ship(tx, maker_, range(500, 501), shipping(), std::nullopt); }).has_error());
    EXPECT_EQ(log_size(), size);
}

// As after a conflict: the same prepared document, a second time.
TEST_P(EventLeafTest, AJobThatIsRunAnewHasItsRecordsOnce) {
    facts();
    epcis::Document document;
    document.events = captures();
    document.count = document.events.size();
    auto prepared = prepare(*names_, std::move(document));
    const auto size = log_size();
    const auto run = [&](bool keep) {
        return write([&](db::Tx& tx) -> Result<void> {
            TRY_VOID(events::capture(tx, *names_, capturer_, prepared, ErrorBehaviour::rollback));
            if (!keep) return Error{.code = Code::conflict, .pointer = "", .detail = "再试"};
            return outcome::success();
        });
    };
    EXPECT_TRUE(run(false).has_error());
    EXPECT_EQ(log_size(), size);
    must(write([&](db::Tx& tx) { return sell(tx, shop_, range(4, 4), selling()); }));
    EXPECT_TRUE(run(true).has_value());
    EXPECT_EQ(log_size(), size + 1 + 7);
    EXPECT_EQ(check(), std::vector<std::string>{});
}

TEST_P(EventLeafTest, AnEventWithManyKeysGoesOnInParts) {
    std::vector<std::string> epcs;
    for (int i = 0; i < 850; ++i) epcs.push_back(epc(1000 + 2 * i));
    capture({event(0, "inspecting", epcs), event(1, "inspecting", {epc(1)})});
    EXPECT_EQ(check(), std::vector<std::string>{});
    const auto at = leaf_of(keys()[0]).position;
    const auto first = record(at), third = record({at.value + 2});
    EXPECT_EQ(first.keys.size(), proof::unit_keys_max);
    EXPECT_EQ(third.keys.size(), 50u);
    EXPECT_EQ(third.publics, (proof::PublicMap{{1, std::int64_t{1}}, {2, std::int64_t{2}}}));
    EXPECT_EQ(third.private_root, first.private_root);
    EXPECT_EQ(leaf_of(keys()[1]).position.value, at.value + 3);
}

// ---- whoever changes the tables

// Each as SQL about one event, of which $1 is the id.
constexpr std::string_view changes_of_any[] = {
    "update event set home_block = home_block + 1 where event_id = $1",
    "update event set event_id = event_id + 1000000 where event_id = $1",
    "update event set event_action = 7 - event_action where event_id = $1",
    "update event set biz_step = biz_step + 1 where event_id = $1",
    "update event set disposition = disposition + 1 where event_id = $1",
    "update event set event_time = event_time + 1 where event_id = $1",
    "update event set record_time = record_time - 1 where event_id = $1",
    "update event set org_id = org_id + 1 where event_id = $1",
    "update event set user_id = user_id + 1 where event_id = $1",
    "update event set partner_id = partner_id + 1 where event_id = $1",
    "update event set partner_uscc = '91440101MA5D1001X0' where event_id = $1",
    "update event set template_id = 'A.1' where event_id = $1",
    "update event set code_count = code_count + 1 where event_id = $1",
    "update event set code_ranges = '' where event_id = $1 and code_ranges <> ''",
    "update event set code_ranges = '5:1-2;' where event_id = $1",
    "update event set field_values = '{}' where event_id = $1",
    "update event set event_type = event_type + 1 where event_id = $1",
    "update event set offset_minutes = offset_minutes + 1 where event_id = $1",
    "update event set id_hash = id_hash + 1 where event_id = $1",
    "update event set origin = (origin + 1) % 3 where event_id = $1",
    "update event set body = null where event_id = $1 and body is not null",
    "update event set log_position = log_position + 1 where event_id = $1",
    "update event set log_position = log_position - 1 where event_id = $1",
    "update event set log_position = 0 where event_id = $1",
    "update event set log_seed = null where event_id = $1",
    "delete from event where event_id = $1",
};

TEST_P(EventLeafTest, X20_EveryChangeOfAColumnIsReported) {
    facts();
    capture(captures());
    const auto all = keys();
    ASSERT_EQ(check(), std::vector<std::string>{});
    // A fact with a partner's name, a capture about codes of this platform, one of others, one that moved a container.
    for (const std::size_t n : {2u, 6u, 5u, 11u}) {
        for (const std::string_view sql : changes_of_any) {
            std::vector<std::string> told;
            std::int64_t changed = 0;
            const auto undone = write([&](db::Tx& tx) -> Result<void> {
                changed = tx.execute(statement(sql), all[n].id);
                told = check_ledger(tx, &*names_);
                return Error{.code = Code::conflict, .pointer = "", .detail = "撤销"};
            });
            ASSERT_TRUE(undone.has_error());
            if (changed == 0) {
                EXPECT_NE(sql.find(" and "), std::string_view::npos) << sql;
                continue;
            }
            EXPECT_FALSE(told.empty()) << sql << " of event " << n;
        }
    }
    EXPECT_EQ(check(), std::vector<std::string>{});
}

TEST_P(EventLeafTest, X20_ADoubledEventIsReported) {
    facts();
    capture(captures());
    for (const std::size_t n : {2u, 5u, 6u}) {
        const std::string_view doubled =
            "insert into event select home_block + 1, event_id, event_action, biz_step, "
            "disposition, event_time, record_time, org_id, user_id, partner_id, partner_uscc, "
            "template_id, code_count, code_ranges, field_values, event_type, offset_minutes, "
            "id_hash, origin, body, log_position, log_seed from event where event_id = $1";
        const auto id = keys()[n].id;
        std::vector<std::string> told;
        EXPECT_TRUE(write([&](db::Tx& tx) -> Result<void> {
                        tx.execute(statement(doubled), id);
                        told = check_ledger(tx, &*names_);
                        return Error{.code = Code::conflict, .pointer = "", .detail = "撤销"};
                    }).has_error());
        EXPECT_TRUE(std::ranges::any_of(told, [](const std::string& t) {
            return t.find("同一条目") != std::string::npos;
        })) << n;
    }
}

TEST_P(EventLeafTest, X20_ARemovedEventIsReportedWithItsRecord) {
    facts();
    capture(captures());
    const auto key = keys()[5];
    const auto at = leaf_of(key).position;
    write([&](db::Tx& tx) { tx.execute(statement("delete from event where event_id = $1"), key.id); });
    const auto told = check();
    ASSERT_EQ(told.size(), 1u);
    EXPECT_NE(told.front().find("条目 " + std::to_string(at.index()) + " "), std::string::npos) << told.front();
}

// What was recorded before there was a log has no place in it, and says so by its time.
TEST_P(EventLeafTest, EventsFromBeforeTheLog) {
    facts();
    write([&](db::Tx& tx) {
        tx.execute(statement("update event set log_position = 0, log_seed = null, record_time = 1"));
    });
    const auto told = check();
    EXPECT_EQ(told.size(), 5u);  // five records whose events are gone; none for the events
    for (const auto& t : told) EXPECT_NE(t.find("没有这个事件"), std::string::npos) << t;
}

YIGUAN_BOTH_ENGINES(EventLeafTest);

}  // namespace
}  // namespace yiguan::events
