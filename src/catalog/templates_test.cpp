#include "catalog/templates.hpp"

#include <gmock/gmock.h>

#include "catalog/test_world.hpp"

namespace yiguan::catalog {
namespace {

using auth::Role;
using db::Tx;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Templates : public testing::CatalogTest {
protected:
    TemplateInfo made(std::string_view base = "B.1") {
        return write([&](Tx& tx) { return make_template(tx, admin_, base, "燃气软管模板", "Gas hoses"); }).value();
    }
    Result<TemplateInfo> saved(const TemplateInfo& info, const Template& draft) {
        return write([&](Tx& tx) { return save_draft(tx, admin_, info.id, info.version, draft); });
    }
    Result<TemplateInfo> published(const TemplateInfo& info) {
        return write([&](Tx& tx) { return publish_template(tx, admin_, info.id, info.version); });
    }
    static Field field(std::string key, FieldKind kind, FieldRules rules = {}) {
        return {.key = std::move(key),
                .group_zh = "产品信息",
                .name_zh = "长度",
                .name_en = "Length",
                .required = Required::always,
                .kind = kind,
                .rules = std::move(rules)};
    }
    // C.1 with a number, a choice and several choices.
    TemplateInfo given_custom() {
        const auto info = made();
        Template draft = *info.draft;
        draft.fields.push_back(
            field("hoseLength", FieldKind::decimal, {.min = 500'000, .max = 10'000'000, .decimals = 2, .unit = "米"}));
        draft.fields.push_back(field("hoseKind", FieldKind::choice, {.options = {"金属", "橡胶"}}));
        draft.fields.push_back(field("usedFor", FieldKind::choices, {.options = {"灶具", "热水器", "壁挂炉"}}));
        return published(saved(info, draft).value()).value();
    }
    json::object hose() const {
        auto text = body("C.1");
        auto& fields = text["fields"].as_object();
        fields["hoseLength"] = "1.50";
        fields["hoseKind"] = "金属";
        fields["usedFor"] = json::array{"壁挂炉", "灶具"};
        return text;
    }
};
YIGUAN_BOTH_ENGINES(Templates);

// ECO-25
TEST_P(Templates, ECO25_ACustomTemplateIsMadePublishedAndFiledOn) {
    const auto info = made();
    EXPECT_EQ(info.id, "C.1");
    EXPECT_EQ(info.state, TemplateState::draft);
    EXPECT_EQ(file(maker_, body("C.1")).error().code, Code::template_unknown) << "a draft is not for filing";
    EXPECT_EQ(made().id, "C.2");

    Template draft = *info.draft;
    draft.fields.push_back(field("hoseLength", FieldKind::decimal, {.decimals = 2, .unit = "米"}));
    const auto ready = published(saved(info, draft).value()).value();
    EXPECT_EQ(ready.edition, 1);
    EXPECT_EQ(saved(info, draft).error().code, Code::conflict) << "read before";
    EXPECT_EQ(published(ready).error().code, Code::wrong_state) << "nothing to publish";
    auto text = body("C.1");
    text["fields"].as_object()["hoseLength"] = 1.5;
    const Product p = given_published(text);
    EXPECT_EQ(p.tmpl->ref(), "C.1");
    EXPECT_EQ(display(*p.tmpl->find("hoseLength"), p.values.values.at("hoseLength")), "1.5 米");
}

// ECO-41
TEST_P(Templates, ECO41_RulesOfFieldsAreKept) {
    given_custom();
    const Product p = given_published(hose());
    EXPECT_EQ(p.values.values.at("usedFor"), "灶具、壁挂炉") << "in the order of the template";
    struct Case {
        const char *key, *value;
        Code code;
    };
    for (const Case& c :
         {Case{"hoseLength", "0.49", Code::out_of_bounds}, Case{"hoseLength", "10.01", Code::out_of_bounds},
          Case{"hoseLength", "1.234", Code::wrong_type}, Case{"hoseLength", "1,5", Code::wrong_type},
          Case{"hoseLength", "", Code::missing_field}, Case{"hoseKind", "塑料", Code::invalid},
          Case{"usedFor", "灶具、飞机", Code::invalid}}) {
        auto text = hose();
        text["fields"].as_object()[c.key] = c.value;
        const auto refused = file(maker_, text);
        ASSERT_TRUE(refused.has_error()) << c.key << " " << c.value;
        EXPECT_EQ(refused.error().code, c.code) << c.value;
        EXPECT_EQ(refused.error().pointer, std::string("/fields/") + c.key);
    }
}

TEST_P(Templates, ATemplateChangeUnderFiledProductsChangesNoFiling) {
    const auto first = given_custom();
    const Product filed = given_published(hose());
    Template draft = *filed.tmpl;
    std::erase_if(draft.fields, [](const Field& f) { return f.key == "hoseKind"; });
    draft.name_zh = "改名后的模板";
    draft.fields.push_back(field("colour", FieldKind::text));
    const auto second = published(saved(first, draft).value()).value();
    EXPECT_EQ(second.edition, 2);

    const Product again = stored(filed.id);
    EXPECT_EQ(again.tmpl->edition, 1);
    EXPECT_EQ(again.tmpl->name_zh, "燃气软管模板");
    EXPECT_EQ(again.values, filed.values);
    EXPECT_TRUE(again.tmpl->find("hoseKind"));
    EXPECT_EQ(file(maker_, hose()).error().code, Code::template_field_unknown) << "the new edition has no such field";
    auto old = hose();
    old["edition"] = 1;
    EXPECT_EQ(file(maker_, old).error().pointer, "/edition") << "new filings are made on the newest edition";
    auto fresh = hose();
    fresh["fields"].as_object().erase("hoseKind");
    fresh["fields"].as_object()["colour"] = "红";
    EXPECT_EQ(given_published(fresh).tmpl->ref(), "C.1@2");
    const auto editions = read([&](Tx& tx) { return template_editions(tx, admin_, "C.1"); }).value();
    ASSERT_EQ(editions.size(), 2u);
    EXPECT_EQ(editions[1].tmpl, again.tmpl);
}

TEST_P(Templates, ADraftKeepsTheEditionItWasMadeOn) {
    const auto first = given_custom();
    auto text = hose();
    text["submit"] = false;
    const Product draft = file(maker_, text).value();
    Template next = *draft.tmpl;
    next.fields.push_back(field("colour", FieldKind::text));
    published(saved(first, next).value()).value();
    text["submit"] = true;
    text["edition"] = 1;
    const auto submitted = write([&](Tx& tx) -> Result<Product> {
        TRY(const auto filing, decode_filing(text, clock_, finder(tx)));
        return update_product(tx, maker_, draft.id, draft.version, filing);
    });
    ASSERT_TRUE(submitted.has_value()) << submitted.error().detail;
    EXPECT_EQ(submitted.value().tmpl->edition, 1);
}

TEST_P(Templates, ABuiltInTemplateGetsALaterEdition) {
    Template draft = *templates().find("B.1");
    draft.fields.push_back(field("colour", FieldKind::text));
    const TemplateInfo none{.id = "B.1", .version = 0};
    const auto info = published(saved(none, draft).value()).value();
    EXPECT_EQ(info.edition, 2);
    EXPECT_EQ(read([](Tx& tx) { return newest_template(tx, "B.1")->edition; }), 2);
    EXPECT_EQ(read([](Tx& tx) { return find_template(tx, "B.1"); }), templates().find("B.1"));
    EXPECT_EQ(write([&](Tx& tx) { return retire_template(tx, admin_, "B.1", "x"); }).error().code, Code::wrong_state);
}

// NAT-22
TEST_P(Templates, NAT22_TheNationalFieldsCannotBeTakenOut) {
    const auto info = made();
    Template draft = *info.draft;
    std::erase_if(draft.fields, [](const Field& f) { return f.key == "standard"; });
    const auto at = std::ranges::find(draft.fields, "model", &Field::key);
    at->visibility = Visibility::producer_chooses;
    for (std::size_t i = 0; i < draft.fields.size(); ++i) draft.fields[i].order = static_cast<int>(i) + 1;
    const auto kept = saved(info, draft);
    ASSERT_TRUE(kept.has_value()) << "a draft may be anything";
    const auto refused = published(kept.value());
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().others.size(), 1u);
    EXPECT_THAT(refused.error().detail, HasSubstr("规格型号"));
    EXPECT_THAT(refused.error().others.front().detail, HasSubstr("标准"));
}

// ECO-23
TEST_P(Templates, ECO23_OnlyAssignedOrganisationsSeeAndUseIt) {
    const auto info = made();
    Template draft = *info.draft;
    draft.organisations = {other_.org};
    published(saved(info, draft).value()).value();
    const auto listed = [&](const auth::Actor& actor) {
        std::vector<std::string> ids;
        const auto found = read([&](Tx& tx) { return list_templates(tx, actor, false); }).value();
        for (const auto& entry : found) ids.push_back(entry.newest->id);
        return ids;
    };
    EXPECT_THAT(listed(other_), Contains("C.1"));
    EXPECT_THAT(listed(maker_), ::testing::Not(Contains("C.1")));
    EXPECT_THAT(listed({}), ::testing::Not(Contains("C.1")));
    EXPECT_EQ(read([&](Tx& tx) { return read_template(tx, maker_, "C.1"); }).error().code, Code::not_found);
    EXPECT_EQ(file(maker_, body("C.1")).error().code, Code::template_unknown);
}

TEST_P(Templates, ARetiredTemplateTakesNoNewFilings) {
    given_custom();
    const Product filed = given_published(hose());
    write([&](Tx& tx) { return retire_template(tx, admin_, "C.1", "已有新模板"); }).value();
    EXPECT_EQ(file(maker_, hose()).error().code, Code::template_unknown);
    EXPECT_EQ(stored(filed.id).tmpl->id, "C.1");
}

TEST_P(Templates, OnlyWhoManagesTemplatesDoes) {
    for (const auth::Actor& actor :
         {auth::Actor{}, maker_, of({}, {Role::top_regulator}), of({}, {Role::first_reviewer})}) {
        EXPECT_TRUE(write([&](Tx& tx) { return make_template(tx, actor, "", "名", ""); }).has_error());
        EXPECT_TRUE(read([&](Tx& tx) { return list_templates(tx, actor, true); }).has_error());
    }
    made();
    EXPECT_EQ(read([&](Tx& tx) { return read_template(tx, maker_, "C.1"); }).error().code, Code::not_found);
}

TEST(TemplateJson, EveryTemplateIsReadAsItWasWritten) {
    for (const Template& t : templates().all) {
        if (!t.for_filing) continue;
        const auto text = encode_content(t);
        const auto read = decode_template(text);
        ASSERT_TRUE(read.has_value()) << t.id << read.error().pointer << read.error().detail;
        EXPECT_EQ(encode_content(read.value()), text) << t.id;
        EXPECT_TRUE(require_publishable(read.value(), t.id).has_value()) << t.id;
    }
}

TEST(TemplateJson, WrongFieldsAreRefusedWithTheirPlace) {
    const auto refused = [](json::object changes) {
        json::object f{{"key", "extra"},         {"group", "产品信息"}, {"nameZh", "其他"}, {"required", "optional"},
                       {"visibility", "public"}, {"step", "filing"},    {"kind", "text"}};
        for (auto& [key, value] : changes) f[key] = value;
        const auto read = decode_template({{"nameZh", "模板"}, {"fields", json::array{f}}});
        return read.has_error() ? read.error().pointer : std::string();
    };
    EXPECT_EQ(refused({}), "");
    EXPECT_EQ(refused({{"key", "Extra"}}), "/fields/0/key");
    EXPECT_EQ(refused({{"kind", "colour"}}), "/fields/0/kind");
    EXPECT_EQ(refused({{"kind", "choice"}}), "/fields/0/rules/options");
    EXPECT_EQ(refused({{"rules", {{"min", "1"}}}}), "/fields/0/rules/min");
    EXPECT_EQ(refused({{"kind", "integer"}, {"rules", {{"min", "5"}, {"max", "4"}}}}), "/fields/0/rules/max");
    EXPECT_EQ(refused({{"kind", "integer"}, {"rules", {{"min", "0.5"}}}}), "/fields/0/rules/min");
    EXPECT_EQ(refused({{"rules", {{"charsMax", 501}}}}), "/fields/0/rules/charsMax");
    EXPECT_EQ(refused({{"visibility", "seller_chooses"}}), "/fields/0/visibility");
    EXPECT_EQ(refused({{"fixedValue", "x"}}), "/fields/0/fixedValue");
    EXPECT_EQ(refused({{"step", "registration"}}), "/fields/0/step");
    EXPECT_EQ(refused({{"x", 1}}), "/fields/0/x");
}

TEST(Millionths, AreReadAndWrittenExactly) {
    for (const auto& [text, value] :
         std::initializer_list<std::pair<std::string_view, std::int64_t>>{{"0", 0},
                                                                          {"12", 12'000'000},
                                                                          {"-0.5", -500'000},
                                                                          {"0.000001", 1},
                                                                          {"999999999999", 999'999'999'999'000'000}}) {
        EXPECT_EQ(parse_millionths(text), value);
        EXPECT_EQ(print_millionths(value), text);
    }
    for (const std::string_view text :
         {"", "-", "-0", "01", "1.", ".5", "1e3", "+1", "1.1234567", "1234567890123", "1 "})
        EXPECT_EQ(parse_millionths(text), std::nullopt) << text;
}

}  // namespace
}  // namespace yiguan::catalog
