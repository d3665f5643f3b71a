// Administrative divisions 行政区划代码, GB/T 2260. The table is china/divisions.tsv, made by scripts/divisions.
#pragma once
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace yiguan::keys {

/// A row of the table; the texts live as long as the program.
struct Division {
    enum class Level {
        province,
        city,       ///< 地级: city, prefecture, league
        county,     ///< 县级: district, county, city at county level, banner
        gathering,  ///< 市辖区, 县, 省直辖县级行政区划: gathers codes, is no place, parent of nothing
    };
    std::string_view code;  ///< six digits
    std::string_view name;
    std::string_view parent;  ///< code of the city or province it lies in; empty for a province
    Level level = Level::county;
    std::string_view not_yet_on;    ///< YYYY-MM-DD of a list that did not have it yet; mostly empty
    std::string_view no_longer_on;  ///< YYYY-MM-DD of the first list without it: abolished by then; empty if in force
    std::string_view former_name;   ///< the name the same code had before, if a source tells

    bool abolished() const { return !no_longer_on.empty(); }
};

/// O(log n), no allocation; abolished codes are found too.
std::optional<Division> find_division(std::string_view code);

/// The divisions right below a province or city, in order of their codes, abolished ones and gathering codes left out:
/// of Beijing its districts, of a province its cities and the counties that no city governs.
class DivisionChildren {
public:
    class Iterator {
    public:
        using difference_type = std::ptrdiff_t;
        using value_type = Division;
        Iterator() = default;
        const Division& operator*() const { return *now_; }
        const Division* operator->() const { return &*now_; }
        Iterator& operator++();
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const { return !now_; }

    private:
        friend class DivisionChildren;
        Iterator(std::string_view parent, std::string_view rest) : parent_(parent), rest_(rest) { ++*this; }
        std::string_view parent_, rest_;
        std::optional<Division> now_;
    };
    Iterator begin() const { return {parent_, rows_}; }
    std::default_sentinel_t end() const { return {}; }

private:
    friend DivisionChildren division_children(std::string_view code);
    std::string_view parent_, rows_;
};
/// Nothing below a county, an unknown code or a gathering code; "" gives the provinces. O(log n) and then the rows of
/// one province; no allocation.
DivisionChildren division_children(std::string_view code);

/// 广东省广州市越秀区: the names from the province down; empty for an unknown code.
std::string division_full_name(std::string_view code);

/// The sources with their dates, for people: "china-division 2.7.0 (2023-06-30), ...".
std::string_view divisions_version();
/// Rows of the table.
std::size_t divisions_count();

}  // namespace yiguan::keys
