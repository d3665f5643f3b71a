// Nodes of a batch that are opened and closed one by one: what each viewer learns of the flow.
#include "lookup/nodes.hpp"

#include <gmock/gmock.h>

#include "events/test_world.hpp"

namespace yiguan::lookup {
namespace {

using catalog::Viewer;
using events::BizStep;
using events::testing::must;
using View = Nodes::View;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class NodesOfBatch : public events::testing::World {
protected:
    void SetUp() override {
        World::SetUp();
        write([&](db::Tx& tx) {
            must(events::commission(tx, maker_, range(0, 99), binding()));
            must(events::activate(tx, maker_, range(0, 49)));
            auto open = shipping();
            open.open = json::array{"saleTime", "buyerName"};
            must(events::ship(tx, maker_, range(0, 9), open, {}));
            return true;
        });
    }
    codes::Batch batch() {
        return db_->read_now(
            [&](db::Tx& tx) { return codes::find_batch(tx, block_.id, segment(0)->state.batch).value(); });
    }
    events::Event event(BizStep step) {
        const auto chain = segment(0)->state.chain;
        return db_->read_now([&](db::Tx& tx) {
            for (auto& one : events::history(tx, block_.id, chain))
                if (one.step == step) return std::move(one);
            throw std::logic_error("no such step");
        });
    }
    Result<Node> set(const auth::Actor& actor, BizStep step, bool open) {
        const auto id = batch().id;
        return write([&](db::Tx& tx) { return set_node(tx, actor, id, step, open); });
    }
    View view(const events::Event& event, const Viewer& viewer) {
        const auto of = batch();
        return db_->read_now([&](db::Tx& tx) { return Nodes(tx, of).view(event, viewer); });
    }
    std::string shown_buyer(const Viewer& viewer) {
        const auto shipped = event(BizStep::shipping);
        const auto seen = seen_through(view(shipped, viewer), shipped.values);
        for (const auto& one :
             catalog::disclose(*shipped.tmpl, seen, std::array{catalog::Step::shipping}, shipped.org, viewer))
            if (one.field->key == "buyerName") return std::string(one.value);
        return "?";
    }
    static Viewer regulator() { return {.kind = Viewer::Kind::regulator, .org = {}}; }
    static Viewer top() { return {.kind = Viewer::Kind::top_regulator, .org = {}}; }
};
YIGUAN_BOTH_ENGINES(NodesOfBatch);

TEST_P(NodesOfBatch, FIL38_TheNodesOfABatchAreThoseThatWereRecorded) {
    const auto nodes = db_->read_now([&, of = batch()](db::Tx& tx) { return nodes_of(tx, of); });
    std::vector<BizStep> steps;
    for (const auto& node : nodes) {
        steps.push_back(node.step);
        EXPECT_TRUE(node.recorded);
        EXPECT_TRUE(node.open());
        EXPECT_EQ(find_node(node_key(node.step)), node.step);
    }
    EXPECT_THAT(steps, ElementsAre(BizStep::commissioning, BizStep::activating, BizStep::shipping));
    EXPECT_EQ(find_node("node_irrigating"), std::nullopt);
    EXPECT_EQ(find_node("introduction"), std::nullopt);
}

TEST_P(NodesOfBatch, FIL40_FIL41_FIL42_EachNodeIsClosedAndOpenedByItself) {
    EXPECT_EQ(shown_buyer({}), "明达商行");
    ASSERT_TRUE(set(maker_, BizStep::shipping, false).has_value());
    const auto shipped = event(BizStep::shipping);
    EXPECT_EQ(view(shipped, {}), View::hidden) << "FIL-36: what is closed is not mentioned";
    EXPECT_EQ(view(shipped, Viewer::of(shop_)), View::hidden);
    EXPECT_EQ(view(shipped, regulator()), View::step_only) << "C-29: told that it is there";
    EXPECT_EQ(shown_buyer(regulator()), "");
    EXPECT_EQ(view(shipped, top()), View::whole);
    EXPECT_EQ(view(shipped, Viewer::of(maker_)), View::whole);
    EXPECT_EQ(shown_buyer(top()), "明达商行");
    EXPECT_EQ(view(event(BizStep::activating), {}), View::whole) << "FIL-42: not all or nothing";
    ASSERT_TRUE(set(maker_, BizStep::shipping, true).has_value());
    EXPECT_EQ(shown_buyer({}), "明达商行");
    EXPECT_THAT(defects(), IsEmpty());
}

TEST_P(NodesOfBatch, FIL38_CapturedNodesTellTheirNameUntilTheyAreOpened) {
    const events::Event inspected{.step = BizStep::inspecting, .org = maker_.org};
    EXPECT_EQ(view(inspected, {}), View::step_only);
    ASSERT_TRUE(set(maker_, BizStep::inspecting, true).has_value());
    EXPECT_EQ(view(inspected, {}), View::whole);
    ASSERT_TRUE(set(maker_, BizStep::inspecting, false).has_value());
    EXPECT_EQ(view(inspected, {}), View::hidden);
    const events::Event of_shop{.step = BizStep::inspecting, .org = shop_.org};
    EXPECT_EQ(view(of_shop, {}), View::step_only) << "the choice is about one's own events";
}

TEST_P(NodesOfBatch, NAT50_WhatTheTemplateMakesPublicStaysPublic) {
    ASSERT_TRUE(set(maker_, BizStep::commissioning, false).has_value());
    const auto of = batch();
    const auto closed = db_->read_now([&](db::Tx& tx) { return Nodes(tx, of).of_binding({}); });
    EXPECT_EQ(closed, View::step_only);
    const auto values = seen_through(closed, catalog::FieldValues::from_json(of.field_values));
    for (const auto& one : catalog::disclose(*catalog::templates().find("B.1"), values,
                                             std::array{catalog::Step::binding}, maker_.org, {}))
        if (one.field->key == "productionDate") {
            EXPECT_EQ(one.value, "2026-11-01");
        }
}

TEST_P(NodesOfBatch, FIL12_OnlyTheOwnerOfTheBatchOpensItsNodes) {
    EXPECT_EQ(set(shop_, BizStep::shipping, false).error().code, Code::not_found);
    EXPECT_EQ(set(admin_, BizStep::shipping, false).error().code, Code::forbidden);
    EXPECT_EQ(set({}, BizStep::shipping, false).error().code, Code::unauthenticated);
    auto recorder = maker_;
    recorder.roles = recorder.roles.with(auth::Role::recorder);
    EXPECT_EQ(set(recorder, BizStep::shipping, false).error().code, Code::forbidden);
    EXPECT_EQ(view(event(BizStep::shipping), {}), View::whole);
}

}  // namespace
}  // namespace yiguan::lookup
