#include "imports/seller_kind.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "dossier/sellers.hpp"
#include "keys/china/division.hpp"
#include "sheet/table.hpp"

namespace yiguan::imports {
namespace {

using dossier::Seller;
using dossier::SellerData;

constexpr std::string_view kind_id = "GD-SELLER";

// ---- places: a name of a province and one of a city in it, as people write them

/// Without what a name ends with: 广东省 and 广东, 恩施土家族苗族自治州 and 恩施 are the same place.
std::string_view short_name(std::string_view name) {
    for (const std::string_view end : {"特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "地区", "省",
                                       "市", "盟", "州", "县", "区"})
        if (name.size() > end.size() + 3 && name.ends_with(end)) return name.substr(0, name.size() - end.size());
    return name;
}

bool is_called(std::string_view name, std::string_view written) {
    if (name == written || short_name(name) == short_name(written)) return true;
    // 恩施州 for 恩施土家族苗族自治州
    return (name.ends_with("自治州") || name.ends_with("自治县")) && short_name(written).size() >= 6 &&
           name.starts_with(short_name(written));
}

std::optional<keys::Division> child_called(std::string_view parent, std::string_view written) {
    std::optional<keys::Division> found;
    for (const auto& one : keys::division_children(parent)) {
        if (one.name == written) return one;
        if (!found && is_called(one.name, written)) found = one;
    }
    return found;
}

bool is_municipality(std::string_view province) {
    return province == "110000" || province == "120000" || province == "310000" || province == "500000";
}

/// Whether a place is the other one or lies below it.
bool is_within(std::string_view region, std::string_view place) {
    if (place.ends_with("0000")) return region.starts_with(place.substr(0, 2));
    if (place.ends_with("00")) return region.starts_with(place.substr(0, 4));
    return region == place;
}

/// What a row calls the place of a division: province and city, of a municipality twice the same.
struct Place {
    std::string province, city;
};
Place place_of(std::string_view region) {
    Place out;
    auto at = keys::find_division(region);
    while (at && at->level != keys::Division::Level::province) {
        out.city = at->name;
        at = keys::find_division(at->parent);
    }
    if (!at) return {};
    out.province = at->name;
    if (out.city.empty() && is_municipality(at->code)) out.city = at->name;
    return out;
}

// ---- columns

struct Column {
    std::string_view id, pointer;
    std::string SellerData::*value;
};
constexpr Column plain[] = {
    {"name", "/name", &SellerData::name},          {"licence", "/licence", &SellerData::licence},
    {"uscc", "/uscc", &SellerData::uscc},          {"address", "/address", &SellerData::address},
    {"phone", "/phone", &SellerData::phone},       {"email", "/email", &SellerData::email},
    {"contact", "/contact", &SellerData::contact}, {"gln", "/gln", &SellerData::gln}};

class SellerKind final : public Kind {
public:
    SellerKind() : columns_(*sheet::find_template(kind_id)) {
        std::string all;
        for (const auto& column : columns_.columns) all += column.id + '\n';
        reference_ = id_ + "#" + sheet::content_hash(all).substr(0, 12);
        province_ = columns_.column("province");
        city_ = columns_.column("city");
        secret_ = columns_.column("secret");
    }

    const std::string& id() const override { return id_; }
    const sheet::Template& columns() const override { return columns_; }
    std::string reference() const override { return reference_; }
    auth::Permission permission() const override { return auth::Permission::bind_codes; }
    std::string default_unit() const override { return {}; }
    bool asks_unit() const override { return false; }
    bool is_personal() const override { return true; }
    bool can_submit() const override { return false; }

    Result<void> accept(const Task& task) const override {
        if (!task.unit.empty())
            return Error{.code = Code::invalid,
                         .pointer = "/unit",
                         .detail = "销售商不属于任何产品单元，不能选择",
                         .field = "产品单元"};
        if (task.submit)
            return Error{.code = Code::invalid,
                         .pointer = "/submit",
                         .detail = "销售商不用审核，不能提交审核",
                         .field = "提交审核"};
        return outcome::success();
    }

    std::vector<Finding> prepare(const Task&, std::vector<std::string>& values) const override {
        std::vector<Finding> findings;
        complete_place(values, findings);
        const auto read = dossier::decode_seller(body_of(values));
        if (read.has_value()) return findings;
        const auto add = [&](const Error& one) {
            const auto t = column_of(one.pointer);
            // What a required cell lacks, and where it is, is said already.
            if (t != province_ && one.code != Code::missing_field) findings.push_back({t, one.code, one.detail});
        };
        add(read.error());
        for (const Error& other : read.error().others) add(other);
        return findings;
    }

    std::vector<Known> look_up(db::Tx& tx, const Task& task, std::span<const Asked> rows) const override {
        std::vector<Known> out(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].key.empty()) continue;
            const auto found = dossier::find_seller(tx, task.actor, rows[i].key);
            if (found.has_error()) continue;
            if (found.value().of_others)
                out[i].stored = Stored{.taken = "销售商列表中已有这个名称，由他人录入"};
            else if (const auto& seller = found.value().seller)
                out[i].stored =
                    Stored{.object = seller->id.value, .version = seller->version, .values = values_of(seller->data)};
        }
        return out;
    }

    Result<std::vector<Made>> store(db::Tx& tx, const Task& task, std::span<const ToStore> rows,
                                    Ready*) const override {
        std::vector<Made> out;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            auto made = store_one(tx, task, rows[i]);
            if (made.has_error()) return of_row(i, std::move(made).error());
            out.push_back({made.value().id.value, made.value().version});
        }
        return out;
    }

private:
    std::size_t column_of(std::string_view pointer) const {
        for (const Column& one : plain)
            if (one.pointer == pointer) return columns_.column(one.id);
        if (pointer == "/secret") return secret_;
        return pointer == "/region" ? province_ : no_column;
    }

    Error of_row(std::size_t row, Error error) const {
        const auto point = [&](Error& one) {
            const auto t = column_of(one.pointer);
            one.pointer = t == no_column ? fmt::format("/rows/{}", row) : fmt::format("/rows/{}/columns/{}", row, t);
        };
        point(error);
        for (Error& other : error.others) point(other);
        return error;
    }

    /// The six digits; "" when the row does not name a place.
    std::string region_of(std::span<const std::string> values) const {
        if (values[province_].empty()) return {};
        const auto province = child_called("", values[province_]);
        if (!province) return {};
        if (values[city_].empty()) return std::string(province->code);
        if (is_municipality(province->code) && is_called(province->name, values[city_]))
            return std::string(province->code);
        const auto city = child_called(province->code, values[city_]);
        return city ? std::string(city->code) : std::string();
    }

    void complete_place(std::vector<std::string>& values, std::vector<Finding>& findings) const {
        if (values[province_].empty()) return;
        const auto province = child_called("", values[province_]);
        if (!province) {
            findings.push_back({province_, Code::invalid, "没有这个省份或直辖市"});
            return;
        }
        const auto region = region_of(values);
        if (region.empty()) {
            findings.push_back({city_, Code::invalid, fmt::format("{}没有这个城市", province->name)});
            return;
        }
        auto place = place_of(region);
        values[province_] = std::move(place.province);
        // 北京市 as the city of 北京市 says nothing more: a district that is stored is no difference.
        if (!values[city_].empty()) values[city_] = region == province->code ? std::string() : std::move(place.city);
    }

    json::object body_of(std::span<const std::string> values) const {
        json::object out;
        for (const Column& one : plain)
            if (const auto& value = values[columns_.column(one.id)]; !value.empty()) out[one.id] = value;
        if (auto region = region_of(values); !region.empty()) out["region"] = std::move(region);
        out["secret"] = values[secret_] == "是";
        return out;
    }

    std::vector<std::string> values_of(const SellerData& d) const {
        std::vector<std::string> out(columns_.columns.size());
        for (const Column& one : plain) out[columns_.column(one.id)] = d.*one.value;
        auto place = place_of(d.region);
        out[province_] = std::move(place.province);
        out[city_] = std::move(place.city);
        out[secret_] = d.secret ? "是" : "否";
        return out;
    }

    // What the file does not say stays as it was: empty cells, columns that it does not have, the qualification, the
    // place within what the file names, and that a name was kept secret before it was deleted.
    Result<Seller> store_one(db::Tx& tx, const Task& task, const ToStore& row) const {
        std::vector<std::string> values(row.values.begin(), row.values.end());
        std::vector<Finding> wrong;
        complete_place(values, wrong);
        TRY(auto data, dossier::decode_seller(body_of(values)));
        if (row.object == 0) {
            if (values[secret_].empty()) data.secret = dossier::was_secret(tx, task.actor.org, data.name);
            return dossier::add_seller(tx, task.actor, data);
        }
        const dossier::SellerId id{row.object};
        TRY(const auto stored, dossier::read_seller(tx, task.actor, id));
        for (const Column& one : plain)
            if ((data.*one.value).empty()) data.*one.value = stored.data.*one.value;
        if (is_within(stored.data.region, data.region)) data.region = stored.data.region;
        if (values[secret_].empty()) data.secret = stored.data.secret;
        data.qualification = stored.data.qualification;
        return dossier::update_seller(tx, task.actor, id, row.version, data);
    }

    std::string id_{kind_id};
    sheet::Template columns_;
    std::string reference_;
    std::size_t province_ = 0, city_ = 0, secret_ = 0;
};

}  // namespace

KindPtr find_seller_kind(db::Tx&, const auth::Actor&, std::string_view id) {
    static const KindPtr kind = std::make_shared<SellerKind>();
    return id == kind_id ? kind : nullptr;
}

std::vector<KindPtr> list_seller_kinds(db::Tx& tx, const auth::Actor& actor) {
    return {find_seller_kind(tx, actor, kind_id)};
}

}  // namespace yiguan::imports
