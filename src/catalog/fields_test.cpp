#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "catalog/catalog_json.hpp"
#include "db/testing.hpp"

namespace yiguan::catalog {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr UtcMs now = db::testing::test_start;  // 2026-11-21 08:00 in Beijing
constexpr std::string_view uscc = "91440101MA5A00013Q";
constexpr std::string_view other_uscc = "91440300MA5B000225";

const Template& b(std::string_view id) {
    const Template* found = templates().find(id);
    EXPECT_NE(found, nullptr) << id;
    return *found;
}

json::object object(std::string_view text) {
    return parse_json_object(text).value();
}

json::array list(std::string_view text) {
    return parse_json(text).value().as_array();
}

// Every violation as "code pointer".
std::vector<std::string> violations(const Error& error) {
    std::vector<std::string> out{std::string(info(error.code).name) + " " + error.pointer};
    for (const Error& e : error.others) out.push_back(std::string(info(e.code).name) + " " + e.pointer);
    return out;
}

// ---- the data files

TEST(Templates, HaveThePrintedFieldsAndTheExtensions) {
    // id, printed rows (appendix B of the notice, annex 2 of the opinion), rows added by C-34, C-35 and for models
    // (EBM-31, EBM-43, EBM-52)
    const std::tuple<const char*, int, int> rows[] = {{"GEN-PRODUCER", 20, 0}, {"GEN-SELLER", 10, 0}, {"B.1", 28, 3},
                                                      {"B.2", 32, 3},          {"B.3", 32, 11},       {"B.4", 45, 0},
                                                      {"B.5", 43, 6},          {"D.1", 28, 13},       {"D.2", 28, 11}};
    ASSERT_EQ(templates().all.size(), std::size(rows));
    for (const auto& [id, printed, extensions] : rows) {
        const Template& t = b(id);
        const auto added = std::ranges::count_if(t.fields, &Field::extension);
        EXPECT_EQ(added, extensions) << id;
        EXPECT_EQ(static_cast<int>(t.fields.size()) - added, printed) << id;
        EXPECT_EQ(t.for_filing, !t.id.starts_with("GEN-")) << id;
        EXPECT_EQ(t.picture_required, !t.id.starts_with("GEN-")) << "ECO-41 " << id;
    }
}

TEST(Templates, GeneralTemplateHasItsKeysInOrder) {
    std::vector<std::string> keys;
    for (const Field& f : b("B.1").fields) keys.push_back(f.key);
    EXPECT_THAT(
        keys, ElementsAre("productName", "productType", "model", "standard", "cccCertificate", "inspectionReport",
                          "productionDate", "factoryNumber", "ecode", "gtin", "issuingBody", "issuingStandard",
                          "producerName", "producerUscc", "producerAddress", "producerContact", "sellerName",
                          "sellerUscc", "sellerAddress", "sellerContact", "saleTime", "buyerName", "buyerAddress",
                          "buyerContact", "supplierName", "purchaseTime", "customerName", "soldTime", "warrantyPeriod",
                          "productionLicence", "manual"));
}

TEST(Templates, AskForEachFieldAtItsStep) {  // ECO-52
    const Template& t = b("B.1");
    const auto keys_at = [&](Step step) {
        std::vector<std::string> keys;
        for (const Field& f : t.fields)
            if (f.step == step) keys.push_back(f.key);
        return keys;
    };
    EXPECT_THAT(keys_at(Step::binding), ElementsAre("productionDate", "factoryNumber"));
    EXPECT_THAT(keys_at(Step::shipping), ElementsAre("saleTime", "buyerName", "buyerAddress", "buyerContact"));
    EXPECT_THAT(keys_at(Step::receiving), ElementsAre("sellerName", "sellerUscc", "sellerAddress", "sellerContact",
                                                      "supplierName", "purchaseTime"));
    EXPECT_THAT(keys_at(Step::selling), ElementsAre("customerName", "soldTime"));
    EXPECT_THAT(keys_at(Step::registration), IsEmpty());
}

TEST(Templates, CarryTheResolutions) {
    for (const char* id : {"B.1", "B.2", "B.3"}) {
        EXPECT_EQ(b(id).find("cccCertificate")->required, Required::if_applicable) << "C-32 " << id;
        EXPECT_EQ(b(id).find("manual")->required, Required::if_applicable) << "C-34 " << id;
    }
    for (const Template& t : templates().all) {
        for (const Field& f : t.fields) {
            const bool report = f.key.ends_with("nspectionReport") && t.for_filing;
            EXPECT_EQ(f.default_open, report) << "C-30: " << t.id << ' ' << f.key;
            if (report) {
                EXPECT_EQ(f.visibility, Visibility::producer_chooses) << t.id << ' ' << f.key;
            }
        }
    }
    EXPECT_EQ(b("B.5").find("customerName")->visibility, Visibility::seller_chooses) << "C-35";
    EXPECT_EQ(b("B.4").find("productType")->printed_no, 2) << "C-35: the printed number 2 stands twice";
    EXPECT_EQ(b("B.4").find("productType")->order, 3);
    EXPECT_EQ(b("B.1").find("issuingBody")->fixed_value, "中国物品编码中心");
}

TEST(Templates, SameKeyMeansTheSameKind) {
    std::map<std::string, FieldKind> kinds;
    for (const Template& t : templates().all)
        for (const Field& f : t.fields) EXPECT_EQ(kinds.emplace(f.key, f.kind).first->second, f.kind) << f.key;
}

TEST(Catalogue, HasNineCategoriesAndThirtyOneUnits) {
    std::size_t units = 0;
    for (const CatalogueCategory& c : catalogue().categories) units += c.units.size();
    EXPECT_EQ(catalogue().categories.size(), 9u);
    EXPECT_EQ(units, 31u);
    ASSERT_NE(catalogue().find_unit("CAT-04-01"), nullptr);
    EXPECT_EQ(catalogue().find_unit("CAT-04-01")->name_zh, "电动自行车");
    EXPECT_EQ(catalogue().find_unit("CAT-04-09"), nullptr);
    EXPECT_EQ(catalogue().find_category("CAT-09")->units.size(), 9u);
}

// A file with one field, some of whose members are others than usual.
std::string one_field(const json::object& changes) {
    json::object field{{"order", 1},     {"key", "a"},           {"group", "组"},          {"name_zh", "名"},
                       {"name_en", "n"}, {"required", "always"}, {"visibility", "public"}, {"step", "filing"},
                       {"kind", "text"}};
    for (const auto& [key, value] : changes) field[key] = value;
    const json::object tmpl{{"id", "T"},
                            {"name_zh", "模板"},
                            {"name_en", "t"},
                            {"printed_count", 1},
                            {"fields", json::array{std::move(field)}}};
    return json::serialize(json::object{{"templates", json::array{tmpl}}});
}

TEST(Templates, BrokenFileIsAFaultThatNamesThePlace) {
    ASSERT_EQ(parse_templates(one_field({})).all.size(), 1u);
    const std::pair<std::string, const char*> broken[] = {
        {"{", "no JSON"},
        {"[]", "no object"},
        {R"({"templates":[]})", "templates"},
        {one_field({{"kind", "colour"}}), "field 1 has the unknown \"kind\": \"colour\""},
        {one_field({{"key", "not-ascii-camel"}}), "camelCase"},
        {one_field({{"order", 2}}), "order"},
        {one_field({{"name_zh", ""}}), "name_zh"},
        {one_field({{"default_open", true}}), "default"},
        {one_field({{"visibility", "seller_chooses"}}), "another party"},
        {one_field({{"fixed_value", "x"}}), "fixed value"},
        {one_field({{"extension", true}}), "printed_count"},
    };
    for (const auto& [text, words] : broken) {
        try {
            parse_templates(text);
            ADD_FAILURE() << "taken: " << text;
        } catch (const std::runtime_error& fault) {
            EXPECT_THAT(fault.what(), HasSubstr(words));
            EXPECT_THAT(fault.what(), HasSubstr("templates.json"));
        }
    }
    EXPECT_THROW(parse_catalogue(R"({"categories":[{"id":"CAT-01","name_zh":"a","name_en":"b","units":[]}]})"),
                 std::runtime_error);
}

// ---- reading

TEST(ReadFields, TakesAFilingAndItsDefaults) {
    const auto read = read_fields(b("B.1"), Step::filing,
                                  object(R"({"productName":" 电动自行车 ","productType":"整车","model":"TDT001Z",
        "standard":"GB 17761-2024","inspectionReport":"R-1","gtin":"６９０１２３４５６７８９２",
        "manual":null,"cccCertificate":""})"),
                                  nullptr, now);
    ASSERT_TRUE(read.has_value()) << read.error().detail;
    const FieldValues& values = read.value();
    EXPECT_EQ(values.values.at("productName"), "电动自行车");
    EXPECT_EQ(values.values.at("gtin"), "6901234567892");
    EXPECT_FALSE(values.values.contains("manual"));
    EXPECT_FALSE(values.values.contains("cccCertificate"));
    EXPECT_THAT(values.open, ElementsAre("inspectionReport"));
}

TEST(ReadFields, ChoiceReplacesTheDefault) {
    const auto fields =
        object(R"({"productName":"a","productType":"a","model":"a","standard":"a","inspectionReport":"R"})");
    const json::array none;
    const auto read = read_fields(b("B.1"), Step::filing, fields, &none, now);
    ASSERT_TRUE(read.has_value());
    EXPECT_THAT(read.value().open, IsEmpty());
}

TEST(ReadFields, FlowIsHiddenUnlessOpened) {  // ECO-31
    const auto fields = object(
        R"({"saleTime":"2026-11-20T09:30:00Z","buyerName":"乙公司","buyerAddress":"广州","buyerContact":"020-1"})");
    const auto hidden = read_fields(b("B.1"), Step::shipping, fields, nullptr, now);
    ASSERT_TRUE(hidden.has_value());
    EXPECT_THAT(hidden.value().open, IsEmpty());
    EXPECT_EQ(hidden.value().values.at("saleTime"), "2026-11-20T17:30:00+08:00");
    EXPECT_EQ(display(*b("B.1").find("saleTime"), hidden.value().values.at("saleTime")), "2026-11-20 17:30");

    const auto choice = list(R"(["saleTime"])");
    EXPECT_THAT(read_fields(b("B.1"), Step::shipping, fields, &choice, now).value().open, ElementsAre("saleTime"));
}

TEST(ReadFields, TodayInBeijingIsNotInTheFuture) {
    const UtcMs late = now + 17 * 3'600'000;  // 2026-11-22 01:00 in Beijing, still the 21st in Greenwich
    const auto fields = object(R"({"productionDate":"2026-11-22","factoryNumber":"1"})");
    EXPECT_TRUE(read_fields(b("B.1"), Step::binding, fields, nullptr, late).has_value());
    EXPECT_TRUE(read_fields(b("B.1"), Step::binding, fields, nullptr, now).has_error());
}

struct Bad {
    const char* what;
    const char* tmpl;
    Step step;
    std::string fields;
    const char* open;
    std::vector<std::string> expected;
};

TEST(ReadFields, RefusesBadInputWithCodeAndPointer) {
    const std::string filing =
        R"("productName":"a","productType":"a","model":"a","standard":"a","inspectionReport":"a")";
    const std::string shipping = R"("saleTime":"2026-11-20","buyerName":"a","buyerAddress":"a","buyerContact":"a")";
    const Bad cases[] = {
        {"unknown field",
         "B.1",
         Step::filing,
         filing + R"(,"colour":"red")",
         nullptr,
         {"template_field_unknown /fields/colour"}},
        {"field of another template",
         "B.1",
         Step::filing,
         filing + R"(,"reelNumber":"1")",
         nullptr,
         {"template_field_unknown /fields/reelNumber"}},
        {"field of another step",
         "B.1",
         Step::filing,
         filing + R"(,"factoryNumber":"1")",
         nullptr,
         {"template_field_stage /fields/factoryNumber"}},
        {"platform-generated",
         "B.1",
         Step::filing,
         filing + R"(,"ecode":"1")",
         nullptr,
         {"template_field_fixed /fields/ecode"}},
        {"fixed",
         "B.1",
         Step::filing,
         filing + R"(,"issuingBody":"我")",
         nullptr,
         {"template_field_fixed /fields/issuingBody"}},
        {"missing",
         "B.1",
         Step::binding,
         R"("productionDate":"2026-11-20")",
         nullptr,
         {"missing_field /fields/factoryNumber"}},
        {"blank",
         "B.1",
         Step::binding,
         R"("productionDate":"2026-11-20","factoryNumber":" 　")",
         nullptr,
         {"missing_field /fields/factoryNumber"}},
        {"future date",
         "B.1",
         Step::binding,
         R"("productionDate":"2026-11-22","factoryNumber":"1")",
         nullptr,
         {"future_date /fields/productionDate"}},
        {"no day",
         "B.1",
         Step::binding,
         R"("productionDate":"2026-02-30","factoryNumber":"1")",
         nullptr,
         {"bad_date /fields/productionDate"}},
        {"future time",
         "B.1",
         Step::selling,
         R"("soldTime":"2026-11-21T08:00:01+08:00","customerName":"x")",
         nullptr,
         {"future_date /fields/soldTime"}},
        {"number",
         "B.1",
         Step::binding,
         R"("productionDate":"2026-11-20","factoryNumber":1)",
         nullptr,
         {"wrong_type /fields/factoryNumber"}},
        {"GTIN check digit",
         "B.1",
         Step::filing,
         filing + R"(,"gtin":"6901234567890")",
         nullptr,
         {"gtin_check_digit /fields/gtin"}},
        {"USCC",
         "B.1",
         Step::filing,
         filing + R"(,"producerUscc":"91440101MA5A00013P")",
         nullptr,
         {"uscc_check /fields/producerUscc"}},
        {"too long",
         "B.1",
         Step::filing,
         filing + R"(,"manual":")" + std::string(501, 'x') + '"',
         nullptr,
         {"too_long /fields/manual"}},
        {"control character",
         "B.1",
         Step::filing,
         filing + R"(,"manual":"a\u0007b")",
         nullptr,
         {"invalid /fields/manual"}},
        {"choice on a public field", "B.1", Step::filing, filing, R"(["model"])", {"openness_not_chooseable /open/0"}},
        {"choice on no field",
         "B.1",
         Step::filing,
         filing,
         R"(["inspectionReport","x"])",
         {"template_field_unknown /open/1"}},
        {"choice of another step",
         "B.1",
         Step::shipping,
         shipping,
         R"(["customerName"])",
         {"template_field_stage /open/0"}},
        {"choice that is no text", "B.1", Step::shipping, shipping, "[1]", {"wrong_type /open/0"}},
    };
    for (const Bad& c : cases) {
        const json::object fields = object("{" + c.fields + "}");
        const json::array open = c.open ? list(c.open) : json::array{};
        const auto read = read_fields(b(c.tmpl), c.step, fields, c.open ? &open : nullptr, now);
        ASSERT_TRUE(read.has_error()) << c.what;
        EXPECT_EQ(violations(read.error()), c.expected) << c.what;
        EXPECT_FALSE(read.error().detail.empty()) << c.what;
    }
}

TEST(ReadFields, CollectsEveryViolationAndNamesTheField) {
    const auto read =
        read_fields(b("B.1"), Step::binding, object(R"({"productionDate":"morgen","x":"y"})"), nullptr, now);
    ASSERT_TRUE(read.has_error());
    EXPECT_EQ(violations(read.error()),
              (std::vector<std::string>{"bad_date /fields/productionDate", "template_field_unknown /fields/x",
                                        "missing_field /fields/factoryNumber"}));
    EXPECT_EQ(read.error().field, "生产日期");
    EXPECT_EQ(read.error().value, "morgen");
}

TEST(ReadFields, ErrorNeverRepeatsAHiddenValue) {
    const std::string secret = "张三" + std::string(600, 'x');
    const auto read = read_fields(b("B.1"), Step::selling,
                                  object(R"({"soldTime":"geheim","customerName":")" + secret + R"("})"), nullptr, now);
    ASSERT_TRUE(read.has_error());
    const auto expect_silent = [](const Error& e) {
        EXPECT_EQ(e.value, "") << e.pointer;
        EXPECT_THAT(e.detail, Not(HasSubstr("张三")));
        EXPECT_THAT(e.detail, Not(HasSubstr("geheim")));
    };
    expect_silent(read.error());
    for (const Error& e : read.error().others) expect_silent(e);
    EXPECT_EQ(read.error().others.size(), 1u);
}

TEST(ReadFields, DraftMayLackButNotBreak) {
    EXPECT_TRUE(read_fields(b("B.1"), Step::filing, {}, nullptr, now, "/fields", Demand::draft).has_value());
    EXPECT_TRUE(read_fields(b("B.1"), Step::filing, object(R"({"gtin":"1"})"), nullptr, now, "/fields", Demand::draft)
                    .has_error());
    EXPECT_EQ(require_complete(b("B.1"), Step::binding, {}).error().others.size(), 1u);
}

// ---- identity

const Identity maker{"甲公司", std::string(uscc), "广州市天河区 1 号", "020-12345678"};

TEST(FillIdentity, CompletesFromTheRegistration) {
    FieldValues values;
    values.values["producerAddress"] = " 广州市天河区　１ 号";  // full-width and blanks do not make a difference
    ASSERT_TRUE(fill_identity(b("B.1"), Step::filing, values, maker).has_value());
    EXPECT_EQ(values.values.at("producerName"), "甲公司");
    EXPECT_EQ(values.values.at("producerUscc"), uscc);
    EXPECT_EQ(values.values.at("producerAddress"), maker.address);
    EXPECT_EQ(values.values.at("producerContact"), maker.contact);
}

TEST(FillIdentity, RefusesAnotherOrganisation) {
    FieldValues values;
    values.values["producerName"] = "乙公司";
    values.values["producerUscc"] = other_uscc;
    const auto refused = fill_identity(b("B.1"), Step::filing, values, maker);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(violations(refused.error()),
              (std::vector<std::string>{"differs_from_registration /fields/producerName",
                                        "differs_from_registration /fields/producerUscc"}));
}

TEST(FillIdentity, OemFilerIsOneOfTheParties) {  // ECO-44
    FieldValues values;
    values.values = {{"principalName", "乙公司"},
                     {"principalUscc", std::string(other_uscc)},
                     {"principalAddress", "深圳"},
                     {"principalContact", "0755"},
                     {"contractorUscc", std::string(uscc)}};
    FieldValues as_contractor = values;
    ASSERT_TRUE(fill_identity(b("B.2"), Step::filing, as_contractor, maker).has_value());
    EXPECT_EQ(as_contractor.values.at("contractorName"), "甲公司");
    EXPECT_EQ(as_contractor.values.at("principalName"), "乙公司");

    FieldValues lacking = values;
    lacking.values.erase("principalAddress");
    EXPECT_EQ(violations(fill_identity(b("B.2"), Step::filing, lacking, maker).error()),
              std::vector<std::string>{"missing_field /fields/principalAddress"});
    EXPECT_TRUE(fill_identity(b("B.2"), Step::filing, lacking, maker, "/fields", Demand::draft).has_value());

    FieldValues strangers = values;
    strangers.values["contractorUscc"] = other_uscc;
    EXPECT_EQ(fill_identity(b("B.2"), Step::filing, strangers, maker).error().code, Code::differs_from_registration);

    FieldValues nobody;
    EXPECT_EQ(fill_identity(b("B.2"), Step::filing, nobody, maker).error().others.size(), 7u);
}

// ---- storage form

TEST(FieldValues, BrokenStorageIsAFaultWithoutItsText) {
    for (const char* text : {"", "{}", R"({"v":2,"values":{},"open":[]})", R"({"v":1,"values":{"a":1},"open":[]})",
                             R"({"v":1,"values":{"a":"geheim"}})"}) {
        try {
            FieldValues::from_json(text);
            ADD_FAILURE() << text;
        } catch (const std::runtime_error& fault) {
            EXPECT_THAT(fault.what(), Not(HasSubstr("geheim")));
        }
    }
}

RC_GTEST_PROP(FieldValues, SurviveStorage, ()) {
    FieldValues values;
    for (const Field& f : b("B.1").fields) {
        if (*rc::gen::arbitrary<bool>())
            values.values[f.key] = *rc::gen::container<std::string>(rc::gen::inRange(char(0), char(127)));
        if (*rc::gen::arbitrary<bool>()) values.open.insert(f.key);
    }
    RC_ASSERT(FieldValues::from_json(values.to_json()) == values);
}

// ---- disclosure

constexpr Step every_step[] = {Step::registration, Step::filing,    Step::binding,
                               Step::shipping,     Step::receiving, Step::selling};
constexpr OrgId owner{7}, stranger{8};

auth::Actor actor(std::initializer_list<auth::Role> roles, OrgId org) {
    auth::Roles set;
    for (const auth::Role r : roles) set = set.with(r);
    return {UserId{1}, org, set};
}

const Shown& of(const std::vector<Shown>& shown, std::string_view key) {
    const auto at = std::ranges::find_if(shown, [&](const Shown& s) { return s.field->key == key; });
    EXPECT_NE(at, shown.end()) << key;
    return *at;
}

TEST(Disclose, HiddenBuyerReachesOwnerAndTopRegulatorOnly) {  // ECO-31, C-29
    FieldValues values;
    values.values = {{"buyerName", "乙公司"}, {"saleTime", "2026-11-20"}};
    values.open = {"saleTime"};
    using auth::Role;
    const std::pair<auth::Actor, bool> viewers[] = {
        {auth::Actor{}, false},
        {actor({Role::producer}, stranger), false},
        {actor({Role::platform_admin}, OrgId{}), false},
        {actor({Role::platform_admin}, stranger), false},
        {actor({Role::regulator}, OrgId{}), false},
        {actor({Role::regulator, Role::platform_admin}, stranger), false},
        {actor({Role::integrator}, stranger), false},
        {actor({Role::producer}, owner), true},
        {actor({Role::integrator}, owner), true},
        {actor({Role::top_regulator}, OrgId{}), true},
    };
    for (const auto& [who, sees] : viewers) {
        const auto shown = disclose(b("B.1"), values, every_step, owner, Viewer::of(who));
        const Shown& buyer = of(shown, "buyerName");
        EXPECT_EQ(buyer.state, sees ? Shown::State::shown : Shown::State::withheld) << who.roles.bits();
        EXPECT_EQ(buyer.value, sees ? "乙公司" : "") << who.roles.bits();
        EXPECT_EQ(of(shown, "saleTime").value, "2026-11-20") << "opened by its owner";
        EXPECT_EQ(of(shown, "buyerContact").state, Shown::State::missing);
        EXPECT_EQ(of(shown, "issuingBody").value, "中国物品编码中心");
    }
}

TEST(Disclose, NobodyOwnsWhatHasNoOwner) {
    FieldValues values;
    values.values["buyerName"] = "乙公司";
    for (const auto kind : {Viewer::Kind::organisation, Viewer::Kind::regulator, Viewer::Kind::public_})
        EXPECT_EQ(of(disclose(b("B.1"), values, every_step, OrgId{}, {kind, OrgId{}}), "buyerName").state,
                  Shown::State::withheld);
}

TEST(Disclose, ReportIsOpenByDefaultAndCanBeHidden) {  // C-30
    const auto fields =
        object(R"({"productName":"a","productType":"a","model":"a","standard":"a","inspectionReport":"R-77"})");
    const auto standard = read_fields(b("B.1"), Step::filing, fields, nullptr, now).value();
    EXPECT_EQ(of(disclose(b("B.1"), standard, every_step, owner, {}), "inspectionReport").value, "R-77");
    const json::array none;
    const auto hidden = read_fields(b("B.1"), Step::filing, fields, &none, now).value();
    EXPECT_EQ(of(disclose(b("B.1"), hidden, every_step, owner, {}), "inspectionReport").value, "");
}

// Random values of random templates and random openness: whoever is neither owner nor top regulator finds no hidden
// value in anything that disclosure answers, nor in its JSON.
RC_GTEST_PROP(Disclose, NeverShowsAHiddenField, ()) {
    const Template& t = templates().all[*rc::gen::inRange<std::size_t>(0, templates().all.size())];
    FieldValues values;
    for (const Field& f : t.fields) {
        if (*rc::gen::arbitrary<bool>()) values.values[f.key] = "value-of-" + f.key + ";";
        if (*rc::gen::arbitrary<bool>()) values.open.insert(f.key);
    }
    const Viewer viewer{*rc::gen::element(Viewer::Kind::public_, Viewer::Kind::organisation, Viewer::Kind::regulator,
                                          Viewer::Kind::top_regulator),
                        *rc::gen::element(OrgId{}, owner, stranger)};
    const OrgId filer = *rc::gen::element(OrgId{}, owner);
    std::vector<Step> steps;
    for (const Step s : every_step)
        if (*rc::gen::arbitrary<bool>()) steps.push_back(s);

    const auto shown = disclose(t, values, steps, filer, viewer);
    const std::string answer = json::serialize(encode(std::span<const Shown>(shown)));
    // The rule again, written apart from the code.
    const bool entitled = viewer.kind == Viewer::Kind::top_regulator ||
                          (viewer.kind != Viewer::Kind::public_ && filer == owner && viewer.org == owner);
    std::size_t expected_fields = 0;
    for (const Field& f : t.fields) {
        const bool asked = std::ranges::find(steps, f.step) != steps.end();
        expected_fields += asked;
        const std::string value = "value-of-" + f.key + ";";
        const bool filled = values.values.contains(f.key);
        const bool hidden = f.visibility != Visibility::public_ && !values.open.contains(f.key);
        RC_ASSERT((answer.find('"' + value + '"') != std::string::npos) == (asked && filled && (entitled || !hidden)));
    }
    RC_ASSERT(shown.size() == expected_fields);
    for (const Shown& s : shown) RC_ASSERT((s.state == Shown::State::shown) == !s.value.empty());
}

}  // namespace
}  // namespace yiguan::catalog
