// The consumer page of one code: plain values in, HTML out. Two stages, because all codes of one batch and one chain
// share nearly every byte: compile() once, render() per scan. Everything is escaped here; inputs are plain text.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace yiguan::lookup {

enum class Lang : std::uint8_t { zh, en };

/// What the band on top says. V8 (offline) is no page of the public site.
enum class Verdict : std::uint8_t {
    v1,  ///< 备案一致: 信息已备案，未发现异常
    v2,  ///< 需留意: 请核对实物
    v3,  ///< 未生效: 此码尚未关联产品
    v4,  ///< 未查到: 本平台未查到此码
    v5,  ///< 不匹配: 与车辆登记的电池不一致
    v6,  ///< 已停用: 此码已作废或冻结
    v7,  ///< 已召回: 产品召回：请立即停止使用
};

/// One field. Only a shown value reaches the page: `value` of any other state is never written, whatever it holds.
struct PageRow {
    enum class State : std::uint8_t {
        shown,     ///< The value; "—" when it is empty.
        withheld,  ///< 未公开 (ECO-31, C-29)
        missing,   ///< 未填报
    };
    /// What the value is, and thereby how it is drawn.
    enum class Kind : std::uint8_t {
        text,
        phone,           ///< A tel: link when the value looks like a telephone number, else text.
        code,            ///< `value` is ignored: the slot of the scanned code, grouped.
        factory_number,  ///< `value` is ignored: the slot of the item's 出厂编号.
    };
    std::string label_zh{};
    std::string label_en{};  ///< Empty: the Chinese label stands in.
    std::string value{};
    State state = State::shown;
    Kind kind = Kind::text;
    std::string href{};  ///< A path on this site ("/documents/..."); anything else is not linked.
};

/// One step of 流向, earliest first.
struct ChainStep {
    std::string when{};  ///< beijing_minute(), or a date; "—" when empty.
    std::string step_zh{};
    std::string step_en{};
    std::string place{};  ///< To city level; left out when empty.
    std::vector<PageRow> rows{};
    PageRow::State when_state = PageRow::State::shown;
    PageRow::State place_state = PageRow::State::shown;
};

struct ScanInfo {
    std::int64_t count = 0;    ///< Queries of this code, this one included; 0: not known, nothing is claimed.
    std::string first_time{};  ///< beijing_minute() of the first one.
    bool first = false;        ///< This is the first one.
    std::int64_t cities = 0;   ///< Only V2 shows it; 0: not known.
};

/// A part of the page with a heading of its own: 生产信息, 进货信息, 销售信息 of the batch (GDP-32).
struct PageBlock {
    std::string title_zh{};
    std::string title_en{};
    std::vector<PageRow> rows{};
};

/// V4: what else the scanned text can be (NAT-62, NAT-67: where to ask instead).
struct Recognised {
    std::string kind_zh{};
    std::string note{};     ///< Chinese, e.g. where it can be queried.
    std::string kind_en{};  ///< Empty: the Chinese text stands in, also for the note.
    std::string note_en{};
};

struct Correction {
    std::string when{};
    std::string text{};
};

/// V7: 风险、怎么做、免费措施、电话. Empty parts are left out.
struct RecallNotice {
    std::string risk{};
    std::string what_to_do{};
    std::string free_measure{};
    std::string phone{};
};

/// How the product of this style and colour looks (EBM-34, EBM-35).
struct PagePhotos {
    std::string title{};              ///< 款式 颜色
    std::vector<std::string> urls{};  ///< Paths on this site; others are left out.
};

/// Members of a bundle (整车三码).
enum class Piece : std::uint8_t { vehicle, battery, charger };
inline constexpr std::size_t piece_count = 3;

/// What is linked with the piece that the page is about, as its own page shows it.
struct LinkedPiece {
    Piece piece = Piece::vehicle;
    std::string product{}, model{}, maker{};
    std::string number{};         ///< The page shows its last six characters; "" where its own page shows none.
    Verdict state = Verdict::v1;  ///< V6 and V7 are said beside it.
};

/// What came of comparing a piece at hand with what the vehicle is registered with.
enum class Check : std::uint8_t {
    none,           ///< Nothing was compared.
    same,           ///< It is the registered one.
    other_battery,  ///< V5
    other_charger,  ///< V5
    other_thing,    ///< V5: no battery or charger that this platform knows.
    unregistered,   ///< The vehicle is registered with nothing of the kind.
};

struct PageInput {
    std::optional<Piece> piece{};  ///< The page has a part for what is linked, and V5 if it is a vehicle.
    Verdict verdict = Verdict::v4;
    Lang lang = Lang::zh;
    bool large = false;            ///< 大字版, `?e=1`.
    std::string code{};            ///< Slot.
    std::string factory_number{};  ///< Slot; the last six characters are also the tail of 请核对实物.
    std::string product_name{};    ///< Empty: there is no product part on the page.
    std::string model{};
    std::string picture_url{};  ///< A path on this site, else there is no picture.
    std::vector<PagePhotos> photos{};
    std::string contact_name{};   ///< 生产单位, for 联系厂家 and V6.
    std::string contact_phone{};  ///< No button when it is no telephone number.
    std::vector<PageRow> key_rows{};
    std::vector<PageRow> report_rows{};
    std::vector<PageRow> maker_rows{};      ///< Introduction, qualifications, issued filings: what is opened.
    std::vector<PageBlock> batch_blocks{};  ///< What its maker says of the batch and opened.
    std::vector<ChainStep> chain{};
    std::vector<Correction> corrections{};
    std::vector<Recognised> recognised{};  ///< V4 only.
    RecallNotice recall{};                 ///< V7 only.
    ScanInfo scan{};                       ///< Slot.
    std::string official_address{};        ///< Domain of the platform, shown as words.
    bool alias = false;                    ///< Asked for by another text: nothing on the page leads to the code.
    std::string batch_number{};            ///< Of a batch trace code: there is no single item to compare or verify.
    bool qr = false;                       ///< Adds /c/<code>/qr.svg for people at a desktop, on wide windows only.
};

/// What differs between the codes of one template. The views need to live only during render().
struct PageSlots {
    std::string_view code{};
    std::string_view factory_number{};
    /// V1 or V2, of vehicles V5 too, when the template was compiled for one of them; else ignored.
    Verdict verdict = Verdict::v1;
    std::int64_t scan_count = 0;
    std::string_view first_time{};
    bool first = false;
    std::int64_t cities = 0;
    std::span<const LinkedPiece> linked{};  ///< Empty: nothing is said of it.
    Check check = Check::none;
};

/// The static text of a page and the places of its slots. Immutable once compiled: share it between threads.
class PageTemplate {
public:
    std::size_t bytes() const { return text_.size(); }
    /// It shows the number of the piece.
    bool has_number() const {
        return std::ranges::any_of(pieces_, [](const Stretch& s) { return s.slot == Slot::factory_number; });
    }

private:
    friend class PageBuilder;
    friend void render(const PageTemplate& page, const PageSlots& slots, std::string& out);

    enum class Slot : std::uint8_t {
        none,
        title,
        band,
        code,
        code_in_url,
        factory_number,
        factory_tail,
        scan_record,
        linked
    };
    struct Stretch {
        std::uint32_t end;  ///< Static text up to here, then the slot.
        Slot slot;
    };
    /// The band of one verdict: title of the document, HTML before and after its line.
    struct Band {
        std::string title, before, after;
    };
    std::string text_;
    std::vector<Stretch> pieces_;
    Band v1_, v2_;            ///< Only for pages of V1 and V2; the other verdicts have no slots in their band.
    std::array<Band, 3> v5_;  ///< Of vehicles, by Check from other_battery on.
    Piece piece_ = Piece::vehicle;
    Lang lang_ = Lang::zh;
};

/// Slot values of `shared` (code, factory number, scan) are not read. Cost: some 20 us; keep the result per batch,
/// chain, language and size of type.
PageTemplate compile(const PageInput& shared);

/// Appends the page to `out`. Escapes every slot. Cost: under 1 us for a page of 6 KB when `out` has the room.
void render(const PageTemplate& page, const PageSlots& slots, std::string& out);

/// Both stages at once, for pages that are not worth keeping (V3, V4, V6).
std::string render_page(const PageInput& input);

/// `/`: one search box (GET /?q=, answered by a redirect to /c/...), and how to find the code on the product.
std::string render_home(Lang lang, bool large = false, std::string_view official_address = {});

/// The page of an HTTP error (404, 503): what happened, what to do, a way back to the search box.
std::string render_message(int status, std::string_view title, std::string_view line, Lang lang = Lang::zh);

/// A way on from a message, on this site.
struct PageLink {
    std::string path, text;
};
/// The same, with ways on to choose from.
std::string render_choice(std::string_view title, std::string_view line, const std::vector<PageLink>& links,
                          Lang lang = Lang::zh);

/// Content-Security-Policy for all pages of this file: no script, nothing from elsewhere, styles inline.
inline constexpr std::string_view page_security_policy =
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

}  // namespace yiguan::lookup
