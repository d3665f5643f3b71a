// What may be sold together (一车一池一充一码): facts of what was scanned in, problems out. Nothing is read here.
#pragma once
#include <array>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codes/codes.hpp"
#include "core/result.hpp"
#include "events/assemblies.hpp"

namespace yiguan::trade {

/// 销售类型 (EBS-26); stored: append only.
enum class SaleType : std::uint8_t { bundle = 1, single = 2, trade_in = 3 };
inline constexpr std::array sale_types{SaleType::bundle, SaleType::single, SaleType::trade_in};
std::string_view name(SaleType type);
std::string_view name_zh(SaleType type);
std::optional<SaleType> parse_sale_type(std::string_view name);

/// What kind of code was scanned (C-11): E码通, 粤品通 or a producer's own.
enum class CodeFamily : std::uint8_t { ecode = 1, gs1 = 2, own = 3 };
inline constexpr std::array code_families{CodeFamily::ecode, CodeFamily::gs1, CodeFamily::own};
std::string_view name(CodeFamily family);
std::string_view name_zh(CodeFamily family);
std::optional<CodeFamily> parse_code_family(std::string_view name);

/// A model that the vehicle's filing names (EBS-37).
struct AllowedPart {
    std::string maker, uscc, model;
    std::int64_t edition = 0;  ///< 0: any version (C-23).
};
/// 强制性认证证书 or 生产许可证 that is linked with the product.
struct CertificateFact {
    std::string type_zh;
    std::string number;      ///< "" when its owner does not show it.
    std::string from, to{};  ///< Days; "" for no end.
    bool ccc = true;
};
/// One piece that was scanned.
struct PieceFacts {
    std::string text{};
    std::optional<Error> unknown{};  ///< Why there is nothing to tell of it.
    codes::CodeAt code{};
    CodeFamily family = CodeFamily::ecode;
    std::optional<events::Slot> slot{};  ///< None: neither vehicle nor battery nor charger.
    std::string product_name{}, model{}, maker{}, tail{};
    std::int64_t edition = 1;
    std::set<std::string> makers{};  ///< Credit codes that its producer answers to, of those that the vehicle names.
    codes::Status status = codes::Status::in_stock;
    bool here = true;     ///< In the stock of this store.
    std::string place{};  ///< Else: where it is, if that is another store of the organisation.
    struct Sold {
        std::string by, at, number;
    };
    std::optional<Sold> sold{};  ///< Of the own organisation.
    /// Linked at the factory (整车三码关联): codes and tails by slot; counter 0 with an empty tail: not known.
    struct Link {
        std::array<codes::CodeAt, 3> codes{};
        std::array<std::string, 3> tails{};
    };
    std::optional<Link> link{};
    std::vector<CertificateFact> certificates{};
    std::string standard{};   ///< 执行标准
    std::string programme{};  ///< 以旧换新活动 that it takes part in on the day; "" none.
    std::vector<AllowedPart> batteries{}, chargers{};  ///< Of a vehicle.
};

/// What holds of the sale as a whole.
struct SaleTerms {
    SaleType type = SaleType::bundle;
    std::string day{};                   ///< Of the sale, in Beijing.
    std::vector<CodeFamily> families{};  ///< That this type takes (C-11).
    std::string programme{};             ///< Asked for; "" none.
};

struct Problem {
    std::optional<std::size_t> piece{};  ///< Index of what it is about; none: of the sale.
    std::optional<events::Slot> slot{};
    std::string field{}, expected{}, found{};
    std::vector<AllowedPart> allowed{};
    Code code = Code::invalid;
    std::string detail{};
    bool stop = false;  ///< 召回, 冻结, 作废: nobody may sell it at all. These stand first.
};
struct SaleVerdict {
    std::array<std::optional<std::size_t>, 3> slots{};  ///< By slot: the piece that fills it.
    std::vector<Problem> problems, warnings;
    bool complete = false;  ///< All that the type needs is there, without a problem.
};
/// Texts in any order. Every problem is named.
SaleVerdict judge_sale(const SaleTerms& terms, std::span<const PieceFacts> pieces);

/// True if the filed standards name a mandatory one of the state: GB without /T or /Z (EBS-33, C-33).
bool names_mandatory_standard(std::string_view standards);

}  // namespace yiguan::trade
