#include <deque>
#include <mutex>

#include "db/db.hpp"

namespace yiguan::db {
namespace {

// Filled while the program's namespace-scope constants are made; the lock is for tests that define some later.
template <class T>
struct Register {
    std::mutex mutex;
    std::vector<const T*> all;
    std::size_t add(const T* item) {
        const std::lock_guard lock(mutex);
        all.push_back(item);
        return all.size() - 1;
    }
    std::vector<const T*> copy() {
        const std::lock_guard lock(mutex);
        return all;
    }
};

template <class T>
Register<T>& registered() {
    static auto* const r = new Register<T>;  // never destroyed: constants of other units may outlive it otherwise
    return *r;
}

}  // namespace

Statement::Statement(std::string_view name, std::string_view sql, Plan plan)
    : name_(name), sql_(sql), plan_(plan), ordinal_(registered<Statement>().add(this)) {}

std::vector<const Statement*> Statement::all() {
    return registered<Statement>().copy();
}

BulkInsert::BulkInsert(std::string_view name, std::string_view table, std::vector<Column> columns, int key_columns,
                       Existing existing)
    : name_(name),
      table_(table),
      columns_(std::move(columns)),
      key_columns_(key_columns),
      existing_(existing),
      ordinal_(registered<BulkInsert>().add(this)) {}

std::vector<const BulkInsert*> BulkInsert::all() {
    return registered<BulkInsert>().copy();
}

}  // namespace yiguan::db
