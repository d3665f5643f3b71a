// Capture and query of foreign events on both engines: identity, paging, orders, places, terms.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "epcis/hash.hpp"
#include "events/ask.hpp"
#include "events/testing.hpp"

namespace yiguan::events {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::must;
using ::testing::SizeIs;

class LogTest : public testing::CapturingOrganisations {
protected:
    /// Serials of the first EPC of each event found, page after page.
    std::vector<std::string> found(const json::object& query, const auth::Actor& actor, int per_page = 1000) {
        const auto parsed = must(epcis::read_query(query, {}));
        std::vector<std::string> serials;
        Position at;
        for (int pages = 0;; ++pages) {
            const auto page = must(
                db_->read_now([&](db::Tx& tx) { return ask(tx, *names_, Scope::of(actor), parsed, at, per_page); }));
            EXPECT_LE(page.events.size(), static_cast<std::size_t>(per_page));
            for (const Logged& e : page.events) {
                const auto& list = e.event.epcs.epcs;
                serials.push_back(list.empty() ? "" : list[0].substr(list[0].rfind('.') + 1));
            }
            if (!page.next) return serials;
            at = *page.next;
            if (pages > 10'000) throw std::logic_error("pages without end");
        }
    }
};

TEST_P(LogTest, ComesBackAsItWasWithItsHashAsIdentity) {
    const auto e = event(0, {epc(1), epc(2), epc(3)});
    const auto captured = must(capture(maker_, {e}));
    ASSERT_THAT(captured.stored, SizeIs(1));
    EXPECT_TRUE(captured.job.success);
    db_->read_now([&](db::Tx& tx) {
        const auto identity = epcis::event_hash_uri(epcis::event_hash(e));
        auto stored = find_by_identity(tx, *names_, Scope::of(maker_), identity);
        ASSERT_THAT(stored, SizeIs(1));
        EXPECT_EQ(stored[0].identity, identity);
        EXPECT_EQ(stored[0].origin, Origin::foreign);
        EXPECT_EQ(stored[0].event.record_time, clock_);
        stored[0].event.record_time.reset();
        EXPECT_EQ(stored[0].event, e);
        EXPECT_THAT(find_by_identity(tx, *names_, Scope::of(other_), identity), IsEmpty()) << "of another organisation";
        EXPECT_THAT(find_by_identity(tx, *names_, Scope::of(top_), identity), SizeIs(1));
        EXPECT_EQ(find_job(tx, maker_.org, captured.job.id)->events, 1);
        EXPECT_FALSE(find_job(tx, other_.org, captured.job.id));
    });
    EXPECT_EQ(fold_identities(*db_, 2), 0u);
    EXPECT_EQ(fold_identities(*db_, 1), 1u);
    db_->read_now([&](db::Tx& tx) {
        EXPECT_THAT(find_by_identity(tx, *names_, Scope::of(maker_), epcis::event_hash_uri(epcis::event_hash(e))),
                    SizeIs(1));
    });
}

TEST_P(LogTest, TheSameEventTwiceIsOne) {
    const auto e = event(0, {epc(1)});
    must(capture(maker_, {e, e}));
    const auto again = must(capture(maker_, {e}));
    EXPECT_THAT(again.stored, IsEmpty());
    EXPECT_EQ(again.known, 1u);
    must(capture(other_, {e}));  // another organisation's view of it is another event
    EXPECT_THAT(found({}, maker_), ElementsAre("1"));
    EXPECT_THAT(found({}, top_), ElementsAre("1", "1"));
}

TEST_P(LogTest, AGivenIdentityStandsForOneContent) {
    auto e = event(0, {epc(1)});
    e.event_id = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    must(capture(maker_, {e}));
    EXPECT_EQ(must(capture(maker_, {e})).known, 1u);
    auto changed = e;
    changed.epcs.epcs = {epc(2)};
    const auto refused = capture(maker_, {event(1, {epc(9)}), changed});
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Code::epcis_exists);
    EXPECT_EQ(refused.error().pointer, "/epcisBody/eventList/1");
    EXPECT_THAT(found({}, maker_), ElementsAre("1")) << "nothing of the document was stored";
    const auto partly = must(capture(maker_, {event(1, {epc(9)}), changed}, ErrorBehaviour::proceed));
    EXPECT_FALSE(partly.job.success);
    EXPECT_THAT(partly.stored, SizeIs(1));
    EXPECT_NE(partly.job.errors.find("ResourceAlreadyExistsException"), std::string::npos);

    // With a declaration that the first was wrong it is a second event of the same identity, once.
    auto declared = e;
    declared.error_declaration = epcis::ErrorDeclaration{.time = e.event_time + 1000, .reason = "incorrect_data"};
    must(capture(maker_, {declared}));
    EXPECT_EQ(must(capture(maker_, {declared})).known, 1u);
    EXPECT_EQ(must(capture(maker_, {e})).known, 1u);
    db_->read_now([&](db::Tx& tx) {
        const auto both = find_by_identity(tx, *names_, Scope::of(maker_), e.event_id);
        ASSERT_THAT(both, SizeIs(2));
        EXPECT_FALSE(both[0].event.error_declaration);
        EXPECT_TRUE(both[1].event.error_declaration);
    });
}

TEST_P(LogTest, ADeclarationOfAHashedEventSharesItsIdentity) {
    const auto e = event(0, {epc(1)});
    auto declared = e;
    declared.error_declaration = epcis::ErrorDeclaration{.time = e.event_time + 1000, .reason = "did_not_occur"};
    must(capture(maker_, {e}));
    must(capture(maker_, {declared}));
    db_->read_now([&](db::Tx& tx) {
        EXPECT_THAT(find_by_identity(tx, *names_, Scope::of(maker_), epcis::event_hash_uri(epcis::event_hash(e))),
                    SizeIs(2));
    });
    // Same time, same identity: neither is lost between two pages.
    for (const int per_page : {1, 2, 3}) EXPECT_THAT(found({{"orderBy", "eventTime"}}, maker_, per_page), SizeIs(2));
}

TEST_P(LogTest, PagesOfAnySizeGiveEveryEventOnceInEveryOrder) {
    std::vector<std::string> up, down;
    for (int i = 0; i < 40; ++i) {
        // Event times fall while they are recorded, and four events share each.
        must(capture(maker_, {event(-(i / 4), {epc(100 + i)})}));
        up.push_back(std::to_string(100 + i));
    }
    down.assign(up.rbegin(), up.rend());
    for (const int per_page : {1, 3, 7, 40, 100}) {
        EXPECT_EQ(found({}, maker_, per_page), up);
        EXPECT_EQ(found({{"orderBy", "recordTime"}, {"orderDirection", "ASC"}}, maker_, per_page), up);
        EXPECT_EQ(found({{"orderBy", "recordTime"}, {"orderDirection", "DESC"}}, maker_, per_page), down);
        auto by_time = found({{"orderBy", "eventTime"}}, maker_, per_page);  // DESC is the standard's default
        ASSERT_THAT(by_time, SizeIs(40));
        EXPECT_EQ(std::stoi(by_time[0]) / 4, 25);
        EXPECT_EQ(std::stoi(by_time[39]) / 4, 34);
        auto ascending = found({{"orderBy", "eventTime"}, {"orderDirection", "ASC"}}, maker_, per_page);
        EXPECT_EQ(ascending, std::vector<std::string>(by_time.rbegin(), by_time.rend()));
        EXPECT_THAT(found({{"EQ_readPoint", "https://id.gs1.org/414/4012345000054"}}, maker_, per_page), SizeIs(40));
        EXPECT_THAT(found({{"eventCountLimit", 11}, {"orderBy", "eventTime"}}, maker_, per_page), SizeIs(11));
    }
    EXPECT_THAT(found({{"maxEventCount", 40}}, maker_), SizeIs(40));
    const auto too_many = must(epcis::read_query(json::object{{"maxEventCount", 39}}, {}));
    const auto answer =
        db_->read_now([&](db::Tx& tx) { return ask(tx, *names_, Scope::of(maker_), too_many, {}, 10); });
    ASSERT_TRUE(answer.has_error());
    EXPECT_EQ(answer.error().code, Code::epcis_query_too_large);
}

TEST_P(LogTest, FindsAnItemByAnyOfItsNames) {
    must(capture(maker_, {event(0, {epc(7), epc(8), epc(9), epc(10)}), event(1, {epc(11)}), event(2, {epc(8)})}));
    for (const char* name : {"urn:epc:id:sgtin:4012345.011111.8", "https://id.gs1.org/01/04012345111118/21/8",
                             "https://shop.example.com/01/04012345111118/21/8"})
        EXPECT_THAT(found({{"MATCH_epc", name}}, maker_), ElementsAre("7", "8")) << name;
    EXPECT_THAT(found({{"MATCH_epc", epc(6)}}, maker_), IsEmpty()) << "beside the run, in the same span";
    EXPECT_THAT(found({{"MATCH_epc", epc(8)}, {"orderBy", "eventTime"}}, maker_, 1), ElementsAre("8", "7"));
    EXPECT_THAT(found({{"MATCH_epc", json::array{epc(10), epc(11)}}}, maker_, 1), ElementsAre("7", "11"));
    EXPECT_THAT(found({{"MATCH_epc", epc(8)}}, other_), IsEmpty());
    EXPECT_THAT(found({{"MATCH_parentID", epc(8)}}, maker_), IsEmpty());
}

TEST_P(LogTest, ListsWordsAndItemsInUse) {
    must(capture(maker_, {event(0, {epc(1), epc(2)}), event(1, {epc(2), epc(3)})}));
    db_->read_now([&](db::Tx& tx) {
        const Scope scope = Scope::of(maker_);
        const auto steps = list_terms(tx, scope, Term::biz_step, INT64_MIN, 10);
        ASSERT_THAT(steps, SizeIs(1));
        EXPECT_EQ(steps[0].text, "inspecting");
        EXPECT_TRUE(has_term(tx, scope, Term::disposition, "in_progress"));
        EXPECT_FALSE(has_term(tx, scope, Term::disposition, "sold"));
        EXPECT_FALSE(has_term(tx, Scope::of(other_), Term::biz_step, "inspecting"));
        EXPECT_TRUE(has_term(tx, Scope::of(top_), Term::biz_step, "inspecting"));
        for (const int limit : {1, 2, 10}) {
            std::vector<std::string> all;
            Position at;
            for (;;) {
                const auto page = list_epcs(tx, *names_, scope, at, limit);
                all.insert(all.end(), page.epcs.begin(), page.epcs.end());
                if (!page.next) break;
                at = *page.next;
            }
            EXPECT_THAT(all, ElementsAre(epc(1), epc(2), epc(3))) << limit;
        }
    });
}

TEST_P(LogTest, NamedQueriesAreTheOrganisations) {
    db_->write_now([&](db::Tx& tx) {
        must(create_query(tx, maker_, "出货", {{"EQ_bizStep", json::array{"shipping"}}}));
        EXPECT_EQ(create_query(tx, maker_, "出货", {}).error().code, Code::epcis_exists);
        EXPECT_EQ(create_query(tx, maker_, "坏", {{"EQ_bizstep", "shipping"}}).error().code,
                  Code::epcis_query_parameter);
        EXPECT_TRUE(find_query(tx, maker_.org, "出货"));
        EXPECT_FALSE(find_query(tx, other_.org, "出货"));
        EXPECT_THAT(list_queries(tx, maker_.org, "", 10), SizeIs(1));
        EXPECT_FALSE(delete_query(tx, other_, "出货"));
        EXPECT_TRUE(delete_query(tx, maker_, "出货"));
        EXPECT_FALSE(find_query(tx, maker_.org, "出货"));
    });
}

YIGUAN_BOTH_ENGINES(LogTest);

}  // namespace
}  // namespace yiguan::events
