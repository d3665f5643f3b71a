// What a scan answers: the public page and its JSON twin, for codes of this node and for everything else.
#pragma once
#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "catalog/catalog.hpp"
#include "codes/directory.hpp"
#include "codes/segment_cache.hpp"
#include "core/json.hpp"
#include "db/db.hpp"
#include "lookup/page.hpp"
#include "lookup/scan_log.hpp"

namespace yiguan::lookup {

struct View {
    Lang lang = Lang::zh;
    bool large = false;
};

/// Link previews and probes (HEAD) look without being counted.
enum class Recording : std::uint8_t { no, yes };

struct Settings {
    std::string base_url;               ///< "https://trace.example.cn": what QR codes lead to, without '/' at the end.
    std::int64_t attention_count = 50;  ///< Queries of one code from which the page asks to look closely (V2).
};

/// Answers scans. Everything that does not depend on the item is compiled once per (block, batch, chain) and kept.
/// Thread-safe.
class Resolver {
public:
    Resolver(const codes::Directory& directory, const db::Changes& changes, ScanLog& scans, Settings settings);

    /// The page of a text that is no code of this node: V4 with what it may be, to be sent with 404. No database.
    std::string unknown_page(std::string_view text, const View& view) const;
    /// Appends the page of a code of this node's domain that does not decipher or lies outside every block: V4, to be
    /// sent with 404. No database; counted in yiguan_lookup_forged_total.
    void forged_page(std::string_view code, const View& view, std::string& out) const;
    /// Appends the page of a placed code to `out` and records the scan, if all that it takes is in memory; else does
    /// nothing and answers false: call page(). A code that is not bound or not active: V3.
    bool page_from_memory(const codes::PlacedCode& placed, std::string_view code, const View& view, std::string& out);
    /// The same, reading what is missing.
    void page(db::Tx& tx, const codes::PlacedCode& placed, std::string_view code, const View& view, std::string& out,
              Recording recording = Recording::yes);

    /// Appends the page of a code to `out` for somebody who knows another text for it (codes/aliases.hpp): what the
    /// code's own page shows, under that text, and nothing that leads to the code. Not counted as a scan, since such
    /// texts can be guessed.
    /// @param given  As of check_page(), if something is compared with it.
    void alias_page(db::Tx& tx, const codes::CodeAt& at, std::string_view text, const View& view, std::string& out,
                    const std::vector<codes::CodeAt>* given = nullptr);

    /// Appends the page of a vehicle's code for somebody who compares a battery or charger at hand with it: `given` are
    /// the codes that his text means, none if this platform knows no such text. V5 when the vehicle is registered with
    /// another one. Not counted as a scan. Of codes that are linked with nothing, as page().
    void check_page(db::Tx& tx, const codes::PlacedCode& placed, std::string_view code,
                    const std::vector<codes::CodeAt>& given, const View& view, std::string& out);

    /// The JSON twin: everything that this viewer may see of the code, its product and its chain (disclosed through
    /// catalog::disclose). Does not count as a scan.
    json::object describe(db::Tx& tx, const codes::PlacedCode& placed, std::string_view code,
                          const catalog::Viewer& viewer) const;
    /// The same for what is not ours: {"verdict":"V4","recognised":[...]}. A forgery of this node's codes is counted.
    json::object describe_unknown(std::string_view text) const;

    /// Forgets the pages that are kept: what they showed may have been erased.
    void forget_pages();
    /// The address that a label carries: <base_url>/E=<code> (ECO-35).
    std::string address(std::string_view code) const;
    /// The platform's address as people say it: without scheme.
    const std::string& host() const { return host_; }
    const codes::Directory& directory() const { return directory_; }

private:
    struct Compiled {
        PageTemplate page;
        codes::FactoryNumbers numbers;
        bool pieces;  ///< Numbers that its codes carry themselves (codes/items.hpp) are shown; they are read for each
                      ///< page.
        std::optional<Piece> piece{};             ///< What is linked with its codes is read for each page too.
        std::string product{}, model{}, maker{};  ///< As far as they are shown.
    };
    /// Codes linked with one another, as seen from one of them.
    struct Linked {
        std::vector<LinkedPiece> pieces;
        std::vector<codes::CodeAt> codes;  ///< Of each.
    };
    struct Key {
        BlockId block;
        BatchId batch;
        std::int64_t chain;
        Verdict verdict;
        int view;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& k) const noexcept {
            return static_cast<std::size_t>(k.chain) * 31 + std::hash<BatchId>{}(k.batch) +
                   static_cast<std::size_t>(k.view);
        }
    };
    struct Shard {
        std::mutex mutex;
        std::unordered_map<Key, std::shared_ptr<const Compiled>, KeyHash> pages;
        std::size_t bytes = 0;
    };

    static int index(const View& view) { return (view.lang == Lang::en ? 1 : 0) + (view.large ? 2 : 0); }
    using Pages = std::array<PageTemplate, 4>;  // by view
    /// Pages that are the same for all codes but for their slots.
    Pages shared_pages(const PageInput& input) const;
    static Key key_of(const codes::PlacedCode& placed, const codes::State& state, const View& view);
    std::shared_ptr<const Compiled> ready(const Key& key);
    std::shared_ptr<const Compiled> compiled(db::Tx& tx, const codes::PlacedCode& placed, const codes::State& state,
                                             const View& view);
    void fill(const std::optional<codes::State>& state, const Compiled* compiled, std::string_view number,
              std::string_view code, const View& view, const Seen& seen, std::string& out,
              std::span<const LinkedPiece> linked = {}, Check check = Check::none) const;
    /// Cost: three look-ups of a code that is linked with two others, none of one whose product is no member of
    /// bundles.
    Linked linked_with(db::Tx& tx, const codes::CodeAt& code, const codes::State& state, std::optional<Piece> piece,
                       const View& view);
    PageInput input_of(db::Tx& tx, const codes::Batch& batch, const codes::State& state,
                       const catalog::Viewer& viewer) const;

    const codes::Directory& directory_;
    ScanLog& scans_;
    Settings settings_;
    std::string host_;
    std::array<Shard, 16> shards_;
    codes::SegmentCache segments_;
    Pages forged_, unbound_, voided_;
};

}  // namespace yiguan::lookup
