// 追溯图谱: the trace graph as a picture for people.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <map>
#include <unordered_map>

#include "core/text.hpp"
#include "events/layout.hpp"
#include "events/trace.hpp"

namespace yiguan::events {
namespace {

constexpr std::size_t drawn_max = 260;  // more boxes than that nobody reads
constexpr std::size_t steps_shown = 4;  // of a long life: so many at its beginning, so many at its end

// Widths as a browser gives them, near enough: ideographs are as wide as high.
double width_of(std::string_view text, double size) {
    double em = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x80)
            em += is_upper(text[i]) || c == '@' || c == 'm' || c == 'w' ? 0.68 : 0.57;
        else if (c >= 0xE0)
            em += 1;
        else if (c >= 0xC0)
            em += 0.6;
    }
    return em * size;
}

std::string middle_cut(std::string_view text, std::size_t front, std::size_t back) {
    if (utf8_length(text) <= front + back + 1) return std::string(text);
    std::size_t from = text.size();
    for (std::size_t n = 0; n < back && from > 0; ++n) {
        --from;
        while (from > 0 && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) --from;
    }
    std::string head = shorten(text, front);
    if (!head.ends_with("…")) head += "…";
    return head + std::string(text.substr(from));
}

// What XML can hold.
std::string safe(std::string_view text) {
    std::string out = shorten(text, 400);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return out;
}

// A code as people read it: (01)… (21)… of a Digital Link, the kind and the numbers of a URN, the ends of an Ecode.
std::string short_code(std::string_view code) {
    if (!is_utf8(code)) return "?";
    if (const auto ecode = code.find("/E="); ecode != code.npos) code = code.substr(ecode + 3);
    if (code.size() > 24 && std::ranges::all_of(code, is_digit)) return middle_cut(code, 9, 8);
    for (const std::string_view urn : {"urn:epc:id:", "urn:epc:class:", "urn:epc:idpat:", "urn:yiguan:"})
        if (code.starts_with(urn)) {
            const auto rest = code.substr(urn.size());
            const auto colon = rest.find(':');
            if (colon == rest.npos) break;
            std::string kind(rest.substr(0, colon));
            for (char& c : kind) c = to_upper(c);
            return kind + " " + middle_cut(rest.substr(colon + 1), 16, 11);
        }
    if (code.starts_with("http")) {
        std::string out;
        auto at = code.find("//");
        at = at == code.npos ? 0 : code.find('/', at + 2);
        while (at != code.npos && at + 1 < code.size()) {
            const auto slash = code.find('/', at + 1);
            if (slash == code.npos) break;
            const auto ai = code.substr(at + 1, slash - at - 1);
            const auto end = std::min(code.find('/', slash + 1), code.size());
            if (ai.empty() || ai.size() > 4 || !std::ranges::all_of(ai, is_digit)) {
                out.clear();
                break;
            }
            const auto value = percent_decode(code.substr(slash + 1, end - slash - 1), false);
            out += fmt::format("{}({}){}", out.empty() ? "" : " ", ai,
                               value && is_utf8(*value) ? *value : std::string("?"));
            at = end == code.size() ? code.npos : end;
        }
        if (!out.empty()) return middle_cut(out, 22, 14);
    }
    return middle_cut(code, 16, 13);
}

std::string thousands(std::int64_t n) {
    std::string text = std::to_string(n);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

enum class Look : std::uint8_t { item, range, lot, container, party, event, withheld, wrong, more };
constexpr std::array<std::string_view, 9> css{"i", "r", "l", "c", "p", "e", "h", "x", "m"};

struct Figure {
    Look look = Look::item;
    std::vector<std::string> lines;
    std::string tip;  // whole, for those who point at it
    bool origin = false, truncated = false;
};
struct Line {
    int from, to;
    bool removed = false, aside = false;
};

// What is drawn: life lines in the order of time, and of many alike the first ones.
class Picture {
public:
    Picture(const TraceGraph& graph, EventSource& source) : graph_(graph), source_(source) {
        chain_steps();
        std::size_t siblings = 12;
        do {
            choose(siblings);
            siblings = siblings > 4 ? siblings - 2 : siblings - 1;
        } while (figures_.size() > drawn_max && siblings > 0);
    }
    std::vector<Figure>& figures() { return figures_; }
    const std::vector<Line>& lines() const { return lines_; }

private:
    struct Arc {
        int from, to;
        EdgeKind kind;
        int skipped = 0;  // events left out between the two
    };
    // A company stands where goods come from and once more where they go to, and what was taken out stands behind the
    // taking out: else the picture runs in circles.
    static bool ends_in_copy(const TraceNode& to, EdgeKind kind) {
        return kind == EdgeKind::to_party || (kind == EdgeKind::removed && to.kind != NodeKind::event);
    }

    const TraceNode& node(int i) const { return graph_.nodes[static_cast<std::size_t>(i)]; }
    const TraceEvent& event(int i) const { return graph_.events[static_cast<std::size_t>(node(i).event)]; }

    void chain_steps() {
        std::map<int, std::vector<int>> lives;
        for (const TraceEdge& e : graph_.edges)
            if (e.kind == EdgeKind::step || (e.kind == EdgeKind::removed && node(e.to).kind == NodeKind::event))
                lives[e.from].push_back(e.to);
            else
                arcs_.push_back({e.from, e.to, e.kind});
        for (auto& [thing, steps] : lives) {
            std::ranges::sort(steps, {}, [&](int step) {
                const Logged& l = event(step).logged;
                return std::pair(l.event.event_time, l.key);
            });
            int last = thing;
            for (std::size_t i = 0; i < steps.size(); ++i) {
                int skipped = 0;
                if (steps.size() > 2 * steps_shown + 1 && i == steps_shown) {
                    skipped = static_cast<int>(steps.size() - 2 * steps_shown);
                    i = steps.size() - steps_shown;
                }
                arcs_.push_back({last, steps[i], EdgeKind::step, skipped});
                last = steps[i];
            }
        }
    }

    // Breadth-first from the first node, so that what is near is drawn.
    void choose(std::size_t siblings) {
        figures_.clear(), lines_.clear(), drawn_.clear();
        // Copies are nodes of their own, behind the others.
        const int count = static_cast<int>(graph_.nodes.size());
        std::vector<std::vector<std::size_t>> around(2 * graph_.nodes.size());
        for (std::size_t a = 0; a < arcs_.size(); ++a) {
            around[static_cast<std::size_t>(arcs_[a].from)].push_back(a);
            around[static_cast<std::size_t>(target(arcs_[a]))].push_back(a);
        }
        std::deque<int> queue;
        const auto take = [&](int n) {
            drawn_.emplace(n, static_cast<int>(figures_.size()));
            figures_.push_back(figure(n % count));
            if (n >= count) figures_.back().origin = false;
            queue.push_back(n);
        };
        for (int i = 0; i < static_cast<int>(std::min(graph_.origins, 2 * siblings)); ++i) take(i);
        struct Hidden {
            int beside;  // a figure
            bool ahead;
            NodeKind kind;
            std::size_t count;
        };
        std::vector<Hidden> hidden;
        while (!queue.empty()) {
            const int at = queue.front();
            queue.pop_front();
            std::map<std::pair<bool, NodeKind>, std::vector<int>> others;
            for (const std::size_t a : around[static_cast<std::size_t>(at)]) {
                const bool ahead = arcs_[a].from == at;
                const int other = ahead ? target(arcs_[a]) : arcs_[a].from;
                if (!drawn_.contains(other)) others[{ahead, node(other % count).kind}].push_back(other);
            }
            for (auto& [side, all] : others) {
                const std::size_t shown = all.size() > siblings + 1 ? siblings : all.size();
                for (std::size_t i = 0; i < shown; ++i)
                    if (!drawn_.contains(all[i])) take(all[i]);
                if (shown < all.size()) hidden.push_back({drawn_.at(at), side.first, side.second, all.size() - shown});
            }
        }
        for (const Arc& arc : arcs_) draw(arc);
        for (const Hidden& h : hidden) {
            const int more = add_more(fmt::format("… 其余 {} {}", thousands(static_cast<std::int64_t>(h.count)),
                                                  h.kind == NodeKind::event   ? "条记录"
                                                  : h.kind == NodeKind::party ? "家"
                                                                              : "件"));
            lines_.push_back(h.ahead ? Line{h.beside, more, false, true} : Line{more, h.beside, false, true});
        }
    }
    int target(const Arc& arc) const {
        return ends_in_copy(node(arc.to), arc.kind) ? arc.to + static_cast<int>(graph_.nodes.size()) : arc.to;
    }
    bool is_origin(int i) const { return static_cast<std::size_t>(i) < graph_.origins; }

    int add_more(std::string text) {
        figures_.push_back({.look = Look::more, .lines = {std::move(text)}});
        return static_cast<int>(figures_.size()) - 1;
    }

    void draw(const Arc& arc) {
        const auto from = drawn_.find(arc.from), to = drawn_.find(target(arc));
        if (from == drawn_.end() || to == drawn_.end()) return;
        const bool removed = arc.kind == EdgeKind::removed;
        const bool aside = arc.kind == EdgeKind::from_party || arc.kind == EdgeKind::to_party;
        if (arc.skipped == 0) return lines_.push_back({from->second, to->second, removed, aside});
        const int more = add_more(fmt::format("… 其余 {} 条记录", thousands(arc.skipped)));
        lines_.push_back({from->second, more});
        lines_.push_back({more, to->second});
    }

    Figure figure(int i) {
        const TraceNode& n = node(i);
        Figure f{.origin = is_origin(i), .truncated = n.truncated};
        if (n.kind == NodeKind::event) {
            const TraceEvent& e = event(i);
            f.look = e.declared_wrong ? Look::wrong : e.sight == Sight::full ? Look::event : Look::withheld;
            std::string step = step_zh(e);
            f.tip = step;
            f.lines.push_back(middle_cut(step, 9, 5) + (e.declared_wrong ? "（已作废）" : ""));
            f.lines.push_back(e.sight == Sight::full ? beijing_minute(e.logged.event.event_time).substr(0, 10)
                                                     : std::string("时间未公开"));
            if (e.sight == Sight::full) {
                f.tip += " " + beijing_minute(e.logged.event.event_time);
                if (const auto who = source_.name_of(e.logged.org); !who.empty()) f.tip += " " + who;
            }
            return f;
        }
        if (n.kind == NodeKind::party) {
            f.look = Look::party;
            const std::string who = n.name.empty() ? short_code(n.first) : n.name;
            f.lines.push_back(shorten(who, 16));
            f.tip = n.name.empty() ? n.first : n.name;
            return f;
        }
        f.look = static_cast<Look>(n.kind);
        std::string title(name_zh(n.kind));
        if (!n.name.empty()) title += " · " + shorten(n.name, 14);
        f.lines.push_back(std::move(title));
        f.lines.push_back(short_code(n.first));
        f.tip = n.first;
        if (n.reach.size() > 1) {
            f.lines.push_back("至 " + short_code(n.last));
            f.lines.push_back(fmt::format("共 {} 件", thousands(n.reach.size())));
            f.tip += " – " + n.last;
        }
        return f;
    }

    const TraceGraph& graph_;
    EventSource& source_;
    std::vector<Arc> arcs_;
    std::vector<Figure> figures_;
    std::vector<Line> lines_;
    std::unordered_map<int, int> drawn_;  // node -> figure
};

constexpr double small = 11, normal = 13, line_height = 17, pad = 10;

LayoutBox box_of(const Figure& f) {
    double width = 60;
    for (std::size_t i = 0; i < f.lines.size(); ++i)
        width = std::max(width, width_of(f.lines[i], i == 0 ? normal : small));
    return {.width = std::ceil(width + 2 * pad),
            .height = 2 * pad - 4 + line_height * static_cast<double>(f.lines.size())};
}

void draw_box(std::string& out, const Figure& f, const LayoutBox& b) {
    const double round = f.look == Look::party                                                        ? b.height / 2
                         : f.look == Look::event || f.look == Look::withheld || f.look == Look::wrong ? 12
                                                                                                      : 4;
    out += fmt::format("<g class=\"{}{}\">", css[static_cast<std::size_t>(f.look)], f.origin ? " o" : "");
    if (!f.tip.empty()) out += "<title>", append_html(out, safe(f.tip)), out += "</title>";
    out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"{:.0f}\"/>", b.x, b.y,
                       b.width, b.height, round);
    for (std::size_t i = 0; i < f.lines.size(); ++i) {
        out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\"{}>", b.x + b.width / 2,
                           b.y + pad + line_height * (static_cast<double>(i) + 0.62), i == 0 ? "" : " class=\"s\"");
        append_html(out, safe(f.lines[i]));
        out += "</text>";
    }
    if (f.truncated)
        out += fmt::format(
            "<circle class=\"t\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"8\"/><text class=\"t\" x=\"{:.1f}\" "
            "y=\"{:.1f}\">…</text>",
            b.x + b.width, b.y, b.x + b.width, b.y + 2);
    out += "</g>\n";
}

void draw_line(std::string& out, const LayoutEdge& edge, const Line& line) {
    out += fmt::format("<path class=\"a{}{}\" d=\"M{:.1f} {:.1f}", line.removed ? " d" : "", line.aside ? " q" : "",
                       edge.points.front().first, edge.points.front().second);
    for (std::size_t i = 1; i < edge.points.size(); ++i) {
        const auto [x0, y0] = edge.points[i - 1];
        const auto [x1, y1] = edge.points[i];
        if (y0 == y1) {
            out += fmt::format("H{:.1f}", x1);
            continue;
        }
        const double bow = (x1 - x0) / 2;
        out += fmt::format("C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", x0 + bow, y0, x1 - bow, y1, x1, y1);
    }
    out += "\" marker-end=\"url(#z)\"/>\n";
}

constexpr std::string_view style = R"(<style>
svg{background:#fff;font-family:"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif}
text{font-size:13px;fill:#1b2733;text-anchor:middle}
text.s{font-size:11px;fill:#46535f}
text.w{text-anchor:start}
text.k{text-anchor:start;font-size:12px;fill:#46535f}
text.b{text-anchor:start;font-size:22px;font-weight:700}
text.t{font-size:11px;font-weight:700;fill:#8a4b00}
circle.t{fill:#fff3dd;stroke:#b86b00}
rect{stroke-width:1.3}
.i rect{fill:#e8f1fd;stroke:#2f6fc4}
.r rect{fill:#dfe9fb;stroke:#2f6fc4;stroke-width:2}
.l rect{fill:#eaf6e8;stroke:#3b8a34}
.c rect{fill:#fdf3dc;stroke:#b3801a}
.p rect{fill:#f3ebfa;stroke:#7a4fb0}
.e rect{fill:#fff;stroke:#7b8794}
.h rect{fill:#f4f5f6;stroke:#9aa5b1;stroke-dasharray:2 2}
.x rect{fill:#fdeceb;stroke:#c0392b}
.x text{text-decoration:line-through}
.m rect{fill:#fff;stroke:#9aa5b1;stroke-dasharray:5 3}
.m text{fill:#46535f;font-size:12px}
.o rect{stroke-width:3.2}
.o text{font-weight:700}
path.a{fill:none;stroke:#7b8794;stroke-width:1.3}
path.d{stroke:#c0392b;stroke-dasharray:6 3}
path.q{stroke-dasharray:3 3}
@media print{svg{max-width:100%;height:auto}}
</style>
<defs><marker id="z" viewBox="0 0 8 8" refX="7.4" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.6L7.6 4L0 7.4z" fill="#7b8794"/></marker></defs>
)";

constexpr std::array<std::pair<Look, std::string_view>, 8> legend{{{Look::item, "单品"},
                                                                   {Look::range, "码段"},
                                                                   {Look::lot, "批次"},
                                                                   {Look::container, "容器"},
                                                                   {Look::party, "企业"},
                                                                   {Look::event, "事件"},
                                                                   {Look::withheld, "未公开"},
                                                                   {Look::wrong, "已作废"}}};

double draw_legend(std::string& out, double x, double y) {
    for (const auto& [look, word] : legend) {
        out += fmt::format(
            "<g class=\"{}\"><rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"22\" height=\"13\" rx=\"{}\"/></g>"
            "<text class=\"k\" x=\"{:.0f}\" y=\"{:.0f}\">{}</text>",
            css[static_cast<std::size_t>(look)], x, y - 11, look == Look::party ? 6 : 3, x + 28, y, word);
        x += 46 + width_of(word, 12);
    }
    return x;
}

}  // namespace

std::string draw(const TraceGraph& graph, EventSource& source, std::string_view code, UtcMs now) {
    Picture picture(graph, source);
    auto& figures = picture.figures();
    std::vector<LayoutBox> boxes;
    std::vector<LayoutEdge> edges;
    for (const Figure& f : figures) boxes.push_back(box_of(f));
    for (const Line& l : picture.lines()) edges.push_back({l.from, l.to, {}});
    const LayoutSize size = layout(boxes, edges);

    constexpr double margin = 32, head = 112, foot = 44;
    std::string heading = "追溯图谱";
    if (!graph.nodes.empty() && !graph.nodes.front().name.empty())
        heading += " · " + shorten(graph.nodes.front().name, 30);
    const auto things = std::ranges::count_if(
        graph.nodes, [](const TraceNode& n) { return n.kind != NodeKind::event && n.kind != NodeKind::party; });
    const std::string facts =
        fmt::format("追溯对象 {} 个，事件 {} 条　生成时间 {}", thousands(things),
                    thousands(static_cast<std::int64_t>(graph.events.size())), beijing_minute(now));
    const double width =
        std::max({size.width + 2 * margin, 700.0, width_of(heading, 22) + 2 * margin, width_of(code, 12) + 2 * margin});
    const double height = size.height + head + foot + margin;

    std::string out;
    out.reserve(4096 + 400 * figures.size());
    out += fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" lang=\"zh-CN\" width=\"{0:.0f}\" "
        "height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\">\n<title>",
        width, height);
    append_html(out, safe(heading));
    out += "</title>\n";
    out += style;
    out += fmt::format(
        "<rect width=\"{:.0f}\" height=\"{:.0f}\" fill=\"#fff\"/>\n<text class=\"b\" x=\"{:.0f}\" y=\"40\">", width,
        height, margin);
    append_html(out, safe(heading));
    out += fmt::format("</text>\n<text class=\"k\" x=\"{:.0f}\" y=\"62\">", margin);
    append_html(out, safe(code));
    out += fmt::format("</text>\n<text class=\"k\" x=\"{:.0f}\" y=\"82\">{}</text>\n", margin, facts);
    out += fmt::format("<g transform=\"translate({:.1f} {:.1f})\">\n", (width - size.width) / 2, head);
    for (std::size_t i = 0; i < edges.size(); ++i) draw_line(out, edges[i], picture.lines()[i]);
    for (std::size_t i = 0; i < figures.size(); ++i) draw_box(out, figures[i], boxes[i]);
    out += "</g>\n";
    const double end = draw_legend(out, margin, height - 22);
    if (graph.truncated())
        out += fmt::format("<text class=\"k\" x=\"{:.0f}\" y=\"{:.0f}\">标 … 处还有内容，未全部展开</text>\n", end,
                           height - 22);
    out += "</svg>\n";
    return out;
}

}  // namespace yiguan::events
