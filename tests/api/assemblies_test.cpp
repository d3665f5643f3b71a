// 整车三码关联 against the real server: who links, what is refused, and what others learn of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "api/assembling.hpp"
#include "api/moves.hpp"

namespace yiguan::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AssembliesApi : public ::testing::TestWithParam<db::Engine> {
protected:
    static std::vector<std::string> states(const json::object& page) {
        std::vector<std::string> out;
        for (const auto& item : page.at("items").as_array()) out.push_back(text(item.as_object(), "state"));
        return out;
    }
    Story& s_ = story(GetParam());
};

// EBM-93
TEST_P(AssembliesApi, EBM93_ThreeAreScannedLinkedListedAndParted) {
    auto goods = assembly_goods(s_);
    Party& party = *goods.party;
    const auto check = [&](json::array texts) {
        return party.must_post("/api/v1/assemblies/check", json::object{{"texts", std::move(texts)}});
    };
    const auto half = check({json::string(goods.battery), json::string("https://x.example.com/E=" + goods.frame_code)});
    EXPECT_FALSE(half.at("complete").as_bool());
    EXPECT_EQ(text(half.at("pieces").at(0).as_object(), "slot"), "battery");
    EXPECT_EQ(text(half.at("pieces").at(1).at("piece").as_object(), "number"), goods.frame);
    EXPECT_EQ(text(half.at("allowedChargers").at(0).as_object(), "model"), "YC4802");
    const auto bare = party.must_get("/api/v1/assemblies/vehicles?frame=yg26-000001");
    EXPECT_EQ(text(bare.at("items").at(0).as_object(), "code"), goods.frame_code);

    const auto wrong =
        party.post("/api/v1/assemblies",
                   json::object{{"vehicle", goods.frame}, {"battery", goods.charger}, {"charger", goods.charger}});
    EXPECT_EQ(wrong.status, 422);
    EXPECT_THAT(wrong.body, HasSubstr("\"pointer\":\"/battery\""));
    const auto made = assembled(goods);
    EXPECT_EQ(text(made, "frameNumber"), goods.frame);
    EXPECT_EQ(text(made.at("battery").as_object(), "code"), goods.battery_code);
    EXPECT_EQ(text(made.at("charger").as_object(), "model"), "YC4802");
    EXPECT_EQ(text(assembled(goods), "id"), text(made, "id")) << "twice is once";
    EXPECT_TRUE(party.must_get("/api/v1/assemblies/vehicles").at("items").as_array().empty());

    another_piece(party, goods.vehicle_product, "frameNumber", "YG26-000002");
    const auto taken = party.post(
        "/api/v1/assemblies",
        json::object{{"vehicle", "YG26-000002"}, {"battery", goods.battery_code}, {"charger", goods.charger_code}});
    EXPECT_EQ(taken.status, 409);
    EXPECT_THAT(taken.body, HasSubstr(goods.frame)) << "where it is linked";

    const auto path = "/api/v1/assemblies/" + text(made, "id");
    EXPECT_EQ(party.post(path + "/undo", json::object{{"reason", " "}}).status, 422);
    EXPECT_EQ(text(party.must_post(path + "/undo", json::object{{"reason", "换电池"}}), "state"), "undone");
    EXPECT_EQ(party.post(path + "/undo", json::object{{"reason", "换电池"}}).status, 409);
    EXPECT_EQ(text(party.must_get(path), "reason"), "换电池");
    assembled(goods);
    EXPECT_THAT(states(party.must_get("/api/v1/assemblies?model=TDT")), ::testing::ElementsAre("standing", "undone"));
    EXPECT_THAT(states(party.must_get("/api/v1/assemblies?state=standing&frame=YG26-000001")),
                ::testing::ElementsAre("standing"));
    EXPECT_EQ(party.get("/api/v1/assemblies?state=other").status, 422);
}

// P15: of two clerks who take the same battery at the same moment one is told.
TEST_P(AssembliesApi, EBM93_OfTwoClerksAtOnceOneWins) {
    auto goods = assembly_goods(s_);
    another_piece(*goods.party, goods.vehicle_product, "frameNumber", "YG26-000002");
    another_piece(*goods.party, goods.charger_product, "factorySerial", "CHG-000002");
    Party second(s_.server);
    second.sign_in(goods.login, password);
    const json::object other{{"vehicle", "YG26-000002"}, {"battery", goods.battery}, {"charger", "CHG-000002"}};
    int there = 0;
    std::thread clerk([&] { there = second.post("/api/v1/assemblies", other).status; });
    const int here = goods.party->post("/api/v1/assemblies", goods.texts()).status;
    clerk.join();
    EXPECT_EQ(std::min(here, there), 201);
    EXPECT_EQ(std::max(here, there), 409);
    EXPECT_EQ(states(goods.party->must_get("/api/v1/assemblies")).size(), 1u);
}

TEST_P(AssembliesApi, EBM93_OthersLearnNothing) {
    auto goods = assembly_goods(s_);
    const auto id = text(assembled(goods), "id");
    for (Party* other : {&s_.other, &s_.producer}) {
        EXPECT_EQ(other->get("/api/v1/assemblies/" + id).status, 404);
        EXPECT_EQ(other->post("/api/v1/assemblies/" + id + "/undo", json::object{{"reason", "x"}}).status, 404);
        EXPECT_THAT(other->get("/api/v1/assemblies?limit=100").body, Not(HasSubstr(id)));
        EXPECT_THAT(other->get("/api/v1/assemblies/vehicles?limit=100").body, Not(HasSubstr(goods.frame_code)));
        const auto asked = other->must_post(
            "/api/v1/assemblies/check",
            json::object{{"texts", json::array{json::string(goods.frame), json::string(goods.battery_code)}}});
        EXPECT_FALSE(asked.at("pieces").at(0).as_object().contains("piece"));
        EXPECT_FALSE(asked.at("pieces").at(1).as_object().contains("piece")) << "a code tells no more than its page";
        EXPECT_THAT(json::serialize(asked), Not(HasSubstr("YD4812")));
    }
    EXPECT_TRUE(s_.regulator.must_get("/api/v1/assemblies/vehicles").at("items").as_array().empty());
}

// P14: a box from its first scan until it is taken apart.
TEST_P(AssembliesApi, P14_ABoxIsPackedByScanningMovedAndTakenApart) {
    Party& party = s_.producer;
    const std::string front = GetParam() == db::Engine::sqlite ? "BOXS-" : "BOXP-";
    const auto made = party.must_post("/api/v1/production", json::object{{"product", s_.product}, {"quantity", "4"}});
    const auto code = text(made, "firstCode");
    const auto begin = [&](const std::string& number, const char* expected) {
        return text(
            party.must_post("/api/v1/boxes",
                            json::object{{"code", front + number}, {"product", s_.product}, {"expected", expected}}),
            "id");
    };
    const auto first = begin("0001", "2"), second = begin("0002", "2");
    const auto again =
        party.post("/api/v1/boxes", json::object{{"code", front + "0001"}, {"product", s_.product}, {"expected", "2"}});
    EXPECT_EQ(again.status, 200) << "gone on with";
    EXPECT_EQ(text(object_of(again), "id"), first);
    const auto label = party.get("/api/v1/boxes/" + first + "/label?also=" + second);
    EXPECT_EQ(label.header("Content-Type"), "application/pdf");
    EXPECT_THAT(label.body, ::testing::StartsWith("%PDF-"));
    EXPECT_EQ(party.get("/api/v1/boxes/" + first + "/label?also=" + second + ",x").status, 422);
    EXPECT_EQ(s_.other.get("/api/v1/boxes/" + first + "/label").status, 404);
    const json::object scans{{"codes", json::array{json::string(code), "NOTHING-1", json::string(code)}}};
    const auto packed = party.must_post("/api/v1/boxes/" + first + "/pieces", scans);
    EXPECT_EQ(packed.at("packed").as_array().size(), 1u);
    EXPECT_EQ(packed.at("refused").as_array().size(), 2u);
    EXPECT_EQ(text(packed.at("box").as_object(), "packed"), "1");
    const auto elsewhere = party.must_post("/api/v1/boxes/" + second + "/pieces", scans);
    EXPECT_THAT(json::serialize(elsewhere), HasSubstr(front + "0001"));
    EXPECT_EQ(text(party.must_get("/api/v1/boxes/suggestion"), "code"), front + "0003");
    const auto inside = party.must_get("/api/v1/boxes/" + first + "/contents");
    EXPECT_EQ(text(inside.at("items").at(0).as_object(), "firstCode"), code);
    party.must_post("/api/v1/boxes/" + first + "/moves",
                    json::object{{"to", second}, {"codes", json::array{json::string(code)}}});
    EXPECT_EQ(text(party.must_get("/api/v1/boxes/" + second), "packed"), "1");
    EXPECT_EQ(text(party.must_post("/api/v1/boxes/" + second + "/unpack", json::object{}), "state"), "unpacked");
    const auto many = party.must_post("/api/v1/boxes/ranges", json::object{{"product", s_.product},
                                                                           {"perBox", "2"},
                                                                           {"firstBox", front + "0002"},
                                                                           {"firstCode", code},
                                                                           {"lastCode", text(made, "lastCode")}});
    EXPECT_EQ(many.at("items").as_array().size(), 2u) << "the code of the box that was taken apart may be used again";
    const auto listed = party.must_get("/api/v1/boxes?state=closed&code=" + front);
    EXPECT_EQ(listed.at("items").as_array().size(), 2u);
    EXPECT_EQ(text(listed.at("items").at(0).as_object(), "away"), "0");
    EXPECT_TRUE(party.must_get("/api/v1/boxes?match=whole&code=" + front).at("items").as_array().empty());
    EXPECT_FALSE(party.must_get("/api/v1/boxes?match=whole&code=" + front + "0001").at("items").as_array().empty());
    EXPECT_EQ(party.get("/api/v1/boxes?match=other").status, 422);
    EXPECT_EQ(s_.other.get("/api/v1/boxes/" + first).status, 404);
    EXPECT_EQ(s_.other.must_get("/api/v1/boxes").at("items").as_array().size(), 0u);
    EXPECT_EQ(s_.other.post("/api/v1/boxes/" + first + "/pieces", scans).status, 404);
    EXPECT_EQ(party
                  .post("/api/v1/boxes",
                        json::object{{"code", "069012345600000018"}, {"product", s_.product}, {"expected", "2"}})
                  .status,
              422)
        << "a wrong check digit";
}

// P16: a drum, what is cut from it, and what others learn of it.
TEST_P(AssembliesApi, P16_ADrumIsCutAndItsBalanceIsShown) {
    auto goods = cable_goods(s_);
    Party& party = *goods.party;
    const auto made = goods.drum(0, "0", "1000.5");
    EXPECT_EQ(text(made, "length"), "1000.5");
    EXPECT_EQ(text(made, "model"), "YJV 4x25");
    const auto path = "/api/v1/drums/" + text(made, "id");
    const auto tree =
        party.must_post(path + "/cuts", json::object{{"pieces", json::array{goods.texts(1, "0", "300")}}});
    EXPECT_EQ(text(tree.at("drum").as_object(), "cut"), "300");
    EXPECT_EQ(text(tree.at("drum").as_object(), "rest"), "700.5");
    EXPECT_EQ(text(tree.at("cuts").at(0).as_object(), "motherNumber"), goods.front + "0");
    EXPECT_EQ(text(tree.at("rests").at(0).as_object(), "startMark"), "300");
    const auto refused =
        party.post(path + "/cuts", json::object{{"pieces", json::array{goods.texts(2, "200", "400")}}});
    EXPECT_EQ(refused.status, 409);
    EXPECT_THAT(refused.body, HasSubstr("\"pointer\":\"/pieces/0/startMark\""));
    EXPECT_THAT(states(party.must_get("/api/v1/drums?model=YJV&number=" + goods.front + "0")),
                ::testing::ElementsAre("partly"));
    EXPECT_THAT(states(party.must_get("/api/v1/drums?state=whole&number=" + goods.front)),
                ::testing::ElementsAre("whole"));
    EXPECT_EQ(party.get("/api/v1/drums?state=other").status, 422);
    const auto graph = party.get("/api/v1/trace/" + goods.codes[0]);
    EXPECT_EQ(graph.status, 200);
    EXPECT_THAT(graph.body, HasSubstr(goods.codes[1])) << "the trace goes on to what was cut";
    for (Party* other : {&s_.other, &s_.producer}) {
        EXPECT_EQ(other->get(path).status, 404);
        EXPECT_THAT(other->get("/api/v1/drums?limit=100").body, Not(HasSubstr(goods.codes[0])));
        EXPECT_EQ(
            other->post(path + "/cuts", json::object{{"pieces", json::array{goods.texts(2, "400", "500")}}}).status,
            404);
    }
}

// P16: of two clerks who cut the same metres at the same moment one is told.
TEST_P(AssembliesApi, P16_OfTwoClerksWhoCutAtOnceOneWins) {
    auto goods = cable_goods(s_);
    const auto path = "/api/v1/drums/" + text(goods.drum(0, "0", "100"), "id");
    Party second(s_.server);
    second.sign_in(goods.login, password);
    const auto cut = [&](Party& party, std::size_t n) {
        return party.post(path + "/cuts", json::object{{"pieces", json::array{goods.texts(n, "20", "60")}}}).status;
    };
    int there = 0;
    std::thread clerk([&] { there = cut(second, 2); });
    const int here = cut(*goods.party, 1);
    clerk.join();
    EXPECT_EQ(std::min(here, there), 200);
    EXPECT_EQ(std::max(here, there), 409);
    EXPECT_EQ(text(goods.party->must_get(path).at("drum").as_object(), "rest"), "60");
}

INSTANTIATE_TEST_SUITE_P(Engines, AssembliesApi, ::testing::Values(db::Engine::sqlite, db::Engine::postgresql),
                         db::testing::engine_name);

}  // namespace
}  // namespace yiguan::testing
