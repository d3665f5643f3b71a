// What the rows of a file become. A further kind is a class here and a line in kinds.cpp; the engine does not change.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/actor.hpp"
#include "db/db.hpp"
#include "registry/registry.hpp"
#include "sheet/repair.hpp"

namespace yiguan::codes {
class Directory;
}

namespace yiguan::imports {

inline constexpr std::size_t no_column = sheet::Template::npos;

/// For whom and how a file is imported.
struct Task {
    auth::Actor actor;
    registry::Org org;
    std::string unit;     ///< Of the product catalogue.
    bool submit = false;  ///< Rows are submitted for review, not kept as drafts.
    UtcMs now;
    /// What reads trace codes. Null where rows are neither judged nor stored; kinds without codes need none.
    const codes::Directory* directory = nullptr;
};

/// What is wrong with a row. It quotes nothing that the uploader did not write himself.
struct Finding {
    std::size_t column = no_column;  ///< Of the template; no_column: the row as a whole.
    Code code = Code::invalid;
    std::string rule;  ///< One Chinese sentence.
    friend bool operator==(const Finding&, const Finding&) = default;
};

/// What is stored under the key of a row.
struct Stored {
    std::int64_t object = 0, version = 0;
    std::vector<std::string> values{};  ///< By column, in the forms of Kind::prepare(); "" for what it does not have.
    std::string locked{};               ///< Why an import may not change it; "" if it may.
    /// Why no row of this task may have this key at all, whatever it says; the rest is empty then.
    std::string taken{};
};

class Kind {
public:
    virtual ~Kind() = default;
    virtual const std::string& id() const = 0;  ///< "B.1", "BAT-MODEL"
    virtual const sheet::Template& columns() const = 0;
    /// Names the version of what the columns are and mean: a file that was read with another one is not stored.
    virtual std::string reference() const = 0;
    virtual auth::Permission permission() const = 0;
    virtual std::string default_unit() const = 0;  ///< "" where the uploader has to choose.
    /// Whether the uploader has to choose a product unit.
    virtual bool asks_unit() const { return default_unit().empty(); }
    /// Rows hold personal data: the file, their cells and what differs are sealed where they are stored.
    virtual bool is_personal() const { return false; }
    virtual bool can_submit() const = 0;  ///< Rows can be submitted at once (Task::submit).
    /// Whether files can be taken with these choices, before anything is stored.
    virtual Result<void> accept(const Task& task) const = 0;

    /// What the form of the cells does not tell: completes `values` to the forms that are stored, and says what is
    /// wrong. Looks at nothing but this row.
    virtual std::vector<Finding> prepare(const Task& task, std::vector<std::string>& values) const = 0;
    /// A row that was prepared.
    struct Asked {
        std::string key;  ///< sheet::row_key; "": it cannot be told what it means.
        std::vector<std::string>& values;
    };
    /// What only the stored data know of a row.
    struct Known {
        std::optional<Stored> stored{};
        std::vector<Finding> findings{};
    };
    /// One entry for each. May complete the values, as prepare() does.
    virtual std::vector<Known> look_up(db::Tx& tx, const Task& task, std::span<const Asked> rows) const = 0;
    /// Cells of codes whose last digits a spreadsheet program lost: what they were, as far as the stored data tell.
    /// Asked once a file, when it was read.
    virtual sheet::RepairPlan mend(db::Tx& tx, const Task& task, const sheet::Checking& checking) const;

    struct ToStore {
        std::span<const std::string> values;   ///< By column, as the cells say them.
        std::int64_t object = 0, version = 0;  ///< What it was compared with; 0: it is new.
    };
    /// What sorts rows so that those that become one stand next to each other; one entry for each, or none at all: they
    /// are stored in the order of the file.
    virtual std::vector<std::string> order(db::Tx&, const Task&, std::span<const ToStore>) const { return {}; }
    struct Made {
        std::int64_t object = 0, version = 0;
    };
    /// What can be made of rows without looking at anything that is stored.
    class Ready {
    public:
        virtual ~Ready() = default;
    };
    /// Asked on another thread while the rows before are stored. Null: nothing.
    virtual std::unique_ptr<Ready> make_ready(const Task&, std::span<const ToStore>) const { return nullptr; }
    /// Stores rows, new or over what was compared; one entry for each. Errors, and others that come with them, point to
    /// the row as /rows/<index>, of this call, or to its column that is to blame as /rows/<index>/columns/<index>; an
    /// error that names no row is of the rows together; if it is a conflict, somebody else was faster and they may be
    /// stored a moment later. All rows that are wrong should be named at once.
    /// `ready` is what make_ready() made of these rows, perhaps for a task that has changed since, or null.
    virtual Result<std::vector<Made>> store(db::Tx& tx, const Task& task, std::span<const ToStore> rows,
                                            Ready* ready) const = 0;
};
using KindPtr = std::shared_ptr<const Kind>;

/// Null for what this organisation cannot import.
KindPtr find_kind(db::Tx& tx, const auth::Actor& actor, std::string_view id);
/// All that it can, in the order of a menu.
std::vector<KindPtr> list_kinds(db::Tx& tx, const auth::Actor& actor);

}  // namespace yiguan::imports
