#include <fmt/format.h>

#include "epcis/vocabulary.hpp"
#include "events/trace.hpp"

namespace yiguan::events {
namespace {

// Members are appended as they come: a graph of twenty thousand nodes is not worth a tree of values.
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}
    void open(char c) { separate(), out_ += c, fresh_ = true; }
    void close(char c) { out_ += c, fresh_ = false; }
    Writer& key(std::string_view name) {
        separate();
        out_ += '"', out_ += name, out_ += "\":";
        fresh_ = true;
        return *this;
    }
    void text(std::string_view value) { separate(), append(value); }
    void number(std::int64_t value) { separate(), out_ += std::to_string(value); }
    void boolean(bool value) { separate(), out_ += value ? "true" : "false"; }

private:
    void separate() {
        if (!fresh_) out_ += ',';
        fresh_ = false;
    }
    void append(std::string_view value) {
        out_ += '"';
        for (const char c : value) {
            if (c == '"' || c == '\\')
                out_ += '\\', out_ += c;
            else if (static_cast<unsigned char>(c) < 0x20)
                out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
            else
                out_ += c;
        }
        out_ += '"';
    }
    std::string& out_;
    bool fresh_ = true;
};

std::string_view direction_name(TraceDirection direction) {
    static constexpr std::string_view names[] = {"both", "backward", "forward"};
    return names[static_cast<std::size_t>(direction)];
}

void write_event(Writer& w, const TraceEvent& e, EventSource& source) {
    const auto& event = e.logged.event;
    w.open('{');
    w.key("node").number(e.node);
    w.key("type").text(epcis::name(event.type));
    if (event.action != epcis::Action::none) w.key("action").text(epcis::name(event.action));
    // A word of somebody's own vocabulary may tell more than that something happened.
    if (!event.biz_step.empty() &&
        (e.sight == Sight::full || epcis::is_word(epcis::Vocabulary::biz_step, event.biz_step)))
        w.key("bizStep").text(event.biz_step);
    w.key("bizStepZh").text(step_zh(e));
    if (e.declared_wrong) w.key("declaredWrong").boolean(true);
    if (e.sight != Sight::full) {
        w.key("withheld").open('[');
        for (const auto* field : {"eventID", "eventTime", "organisation", "parties", "places", "quantities"})
            w.text(field);
        w.close(']');
        w.close('}');
        return;
    }
    w.key("eventID").text(e.logged.identity);
    w.key("eventTime").text(iso_utc(event.event_time));
    if (e.logged.org) {
        w.key("organisation").text(to_string(e.logged.org));
        if (const auto name = source.name_of(e.logged.org); !name.empty()) w.key("organisationName").text(name);
    }
    if (e.logged.origin == Origin::foreign) w.key("foreign").boolean(true);
    if (!event.disposition.empty()) w.key("disposition").text(event.disposition);
    if (!event.read_point.empty()) w.key("readPoint").text(event.read_point);
    if (!event.biz_location.empty()) w.key("bizLocation").text(event.biz_location);
    if (!event.biz_transactions.empty()) {
        w.key("bizTransactions").open('[');
        for (const auto& t : event.biz_transactions) w.text(t.id);
        w.close(']');
    }
    const auto quantities = [&](std::string_view key, const std::vector<epcis::QuantityElement>& all) {
        if (all.empty()) return;
        w.key(key).open('[');
        for (const auto& q : all) {
            w.open('{');
            w.key("epcClass").text(q.epc_class);
            if (q.quantity) w.key("quantity").text(fmt::format("{}", *q.quantity));
            if (!q.uom.empty()) w.key("uom").text(q.uom);
            w.close('}');
        }
        w.close(']');
    };
    quantities("quantityList", event.quantities);
    quantities("inputQuantityList", event.input_quantities);
    quantities("outputQuantityList", event.output_quantities);
    w.close('}');
}

}  // namespace

std::string encode(const TraceGraph& graph, EventSource& source, std::string_view code, TraceDirection direction) {
    std::string out;
    out.reserve(512 + 160 * graph.nodes.size());
    Writer w(out);
    w.open('{');
    w.key("code").text(code);
    w.key("direction").text(direction_name(direction));
    w.key("truncated").boolean(graph.truncated());
    w.key("truncatedAt").open('[');
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        if (graph.nodes[i].truncated) w.number(static_cast<std::int64_t>(i));
    w.close(']');
    w.key("nodes").open('[');
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const TraceNode& n = graph.nodes[i];
        w.open('{');
        w.key("id").number(static_cast<std::int64_t>(i));
        w.key("kind").text(name(n.kind));
        w.key("depth").number(n.depth);
        if (n.kind == NodeKind::event) {
            w.key("event").number(n.event);
        } else if (n.kind == NodeKind::party) {
            if (n.org) w.key("organisation").text(to_string(n.org));
            if (!n.first.empty()) w.key("party").text(n.first);
        } else {
            w.key("code").text(n.first);
            if (n.reach.size() > 1) {
                w.key("last").text(n.last);
                w.key("count").text(std::to_string(n.reach.size()));
            }
        }
        if (!n.name.empty()) w.key("name").text(n.name);
        if (n.truncated) w.key("truncated").boolean(true);
        w.close('}');
    }
    w.close(']');
    w.key("edges").open('[');
    for (const TraceEdge& e : graph.edges) {
        w.open('{');
        w.key("from").number(e.from);
        w.key("to").number(e.to);
        w.key("type").text(name(e.kind));
        w.close('}');
    }
    w.close(']');
    w.key("events").open('[');
    for (const TraceEvent& e : graph.events) write_event(w, e, source);
    w.close(']');
    w.close('}');
    return out;
}

}  // namespace yiguan::events
