#include "print/samples.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "print/canvas.hpp"
#include "print/print.hpp"

namespace yiguan::print {
namespace {

struct Picture {
    Picture(int width, int height)
        : surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)), context(cairo_create(surface.get())) {
        cairo_set_source_rgb(context.get(), 1, 1, 1);
        cairo_paint(context.get());
        cairo_set_source_rgb(context.get(), 0, 0, 0);
    }
    std::string png() const {
        require_sound(context);
        cairo_surface_flush(surface.get());
        return png_of(surface);
    }
    Surface surface;
    Context context;
};

void colour(const Context& c, double red, double green, double blue, double alpha = 1) {
    cairo_set_source_rgba(c.get(), red, green, blue, alpha);
}

void mark_as_sample(const Context& c, double width, double height, double size) {
    cairo_save(c.get());
    colour(c, .8, .1, .1, .28);
    cairo_translate(c.get(), width / 2, height / 2);
    cairo_rotate(c.get(), -std::numbers::pi / 9);
    const auto text = text_layout(c, "样　例", {.size = size, .face = Face::sans, .bold = true});
    draw(c, text, -width_of(text) / 2, -height_of(text) / 2);
    cairo_restore(c.get());
}

void draw_symbol(const Context& c, std::string_view text, double x, double y, double side) {
    const auto symbol = qr(text);
    if (symbol.has_error()) return;
    const auto& s = symbol.value();
    const double module = side / s.size;
    for (int row = 0; row < s.size; ++row)
        for (int column = 0; column < s.size; ++column)
            if (s.at(column, row)) cairo_rectangle(c.get(), x + column * module, y + row * module, module, module);
    cairo_fill(c.get());
}

/// A label with its letters spread over `width`, as licences have it.
void spread_label(const Context& c, const std::vector<std::string_view>& letters, double x, double y, double width,
                  double size) {
    const double step = letters.size() < 2 ? 0 : (width - size) / static_cast<double>(letters.size() - 1);
    for (std::size_t i = 0; i < letters.size(); ++i)
        draw_text(c, letters[i], {.size = size, .bold = true}, x + step * static_cast<double>(i), y);
}

void seal(const Context& c, double x, double y, double radius, std::string_view text) {
    cairo_save(c.get());
    colour(c, .83, .1, .1, .85);
    cairo_set_line_width(c.get(), radius / 14);
    cairo_new_sub_path(c.get());
    cairo_arc(c.get(), x, y, radius, 0, 2 * std::numbers::pi);
    cairo_stroke(c.get());
    for (int i = 0; i < 10; ++i) {  // the star
        const double angle = std::numbers::pi * (i / 5.0 - .5), r = radius * (i % 2 == 0 ? .34 : .13);
        cairo_line_to(c.get(), x + r * std::cos(angle), y + r * std::sin(angle));
    }
    cairo_close_path(c.get());
    cairo_fill(c.get());
    draw_text(c, text, {.size = radius / 4, .bold = true, .align = PANGO_ALIGN_CENTER}, x - radius, y + radius * .45,
              2 * radius);
    cairo_restore(c.get());
}

std::string draw_letter() {
    Picture p(1000, 1414);
    const auto& c = p.context;
    draw_text(c, "产品质量安全承诺书", {.size = 44, .bold = true, .align = PANGO_ALIGN_CENTER}, 100, 90, 800);
    colour(c, .75, .75, .75);
    for (int line = 0; line < 17; ++line) {
        const double y = 220 + line * 44;
        cairo_rectangle(c.get(), line % 5 == 0 ? 160 : 100, y, line % 5 == 4 ? 420 : line % 5 == 0 ? 740 : 800, 14);
    }
    cairo_fill(c.get());
    colour(c, 0, 0, 0);
    constexpr TextStyle style{.size = 28};
    draw_text(c, "企业名称：某某车业有限公司", style, 100, 1030);
    draw_text(c, "法定代表人（签字）：", style, 100, 1110);
    cairo_save(c.get());
    colour(c, .1, .15, .45);
    cairo_translate(c.get(), 390, 1090);
    cairo_rotate(c.get(), -.12);
    draw_text(c, "张　三", {.size = 46, .face = Face::serif}, 0, 0);
    cairo_restore(c.get());
    draw_text(c, "日期：　　　年　　月　　日", style, 100, 1190);
    seal(c, 700, 1120, 130, "企业公章");
    colour(c, .35, .35, .35);
    draw_text(c, "签字、盖章齐全，四边完整，文字清楚；两页的请合并为一张图片。", {.size = 22, .face = Face::sans}, 100,
              1330);
    mark_as_sample(c, 1000, 1000, 150);
    return p.png();
}

/// A bicycle with a battery, `scale` 1: 560 wide, standing at x, y.
void bicycle(const Context& c, double x, double y, double scale) {
    cairo_save(c.get());
    cairo_translate(c.get(), x, y);
    cairo_scale(c.get(), scale, scale);
    const auto wheel = [&](double at) {
        colour(c, .12, .12, .14);
        cairo_set_line_width(c.get(), 18);
        cairo_new_sub_path(c.get());
        cairo_arc(c.get(), at, -95, 86, 0, 2 * std::numbers::pi);
        cairo_stroke(c.get());
        colour(c, .6, .62, .65);
        cairo_set_line_width(c.get(), 2);
        for (int i = 0; i < 12; ++i) {
            const double angle = i * std::numbers::pi / 6;
            cairo_move_to(c.get(), at, -95);
            cairo_line_to(c.get(), at + 78 * std::cos(angle), -95 + 78 * std::sin(angle));
        }
        cairo_stroke(c.get());
    };
    wheel(95);
    wheel(465);
    colour(c, .1, .42, .75);
    cairo_set_line_width(c.get(), 22);
    cairo_set_line_join(c.get(), CAIRO_LINE_JOIN_ROUND);
    constexpr std::array<std::array<double, 2>, 6> frame{
        {{95, -95}, {200, -250}, {400, -250}, {250, -95}, {95, -95}, {250, -95}}};
    for (const auto& [px, py] : frame) cairo_line_to(c.get(), px, py);
    cairo_move_to(c.get(), 200, -250);
    cairo_line_to(c.get(), 250, -95);
    cairo_move_to(c.get(), 465, -95);
    cairo_line_to(c.get(), 390, -330);
    cairo_stroke(c.get());
    colour(c, .15, .15, .17);
    cairo_set_line_width(c.get(), 14);
    cairo_move_to(c.get(), 350, -345);
    cairo_line_to(c.get(), 420, -325);
    cairo_stroke(c.get());
    cairo_rectangle(c.get(), 140, -300, 110, 26);  // saddle
    cairo_rectangle(c.get(), 255, -225, 95, 50);   // battery
    cairo_fill(c.get());
    cairo_restore(c.get());
}

std::string draw_product(bool good) {
    Picture p(800, 800);
    const auto& c = p.context;
    if (good) {
        bicycle(c, 60, 640, 1.22);
        return p.png();
    }
    // What is refused: small, on a busy ground, with words across it.
    for (int i = 0; i < 40; ++i) {
        colour(c, .45 + .01 * (i % 7), .5, .42 + .01 * (i % 5));
        cairo_rectangle(c.get(), (i % 8) * 100, (i / 8) * 160, 98, 158);
        cairo_fill(c.get());
    }
    bicycle(c, 280, 560, .42);
    colour(c, 1, .9, .1);
    draw_text(c, "限时特价 ¥1999", {.size = 74, .face = Face::sans, .bold = true}, 110, 90);
    colour(c, 1, 1, 1, .55);
    draw_text(c, "水印　水印　水印", {.size = 62, .face = Face::sans}, 120, 620);
    colour(c, .85, .1, .1, .8);
    cairo_set_line_width(c.get(), 16);
    cairo_move_to(c.get(), 60, 60);
    cairo_line_to(c.get(), 740, 740);
    cairo_move_to(c.get(), 740, 60);
    cairo_line_to(c.get(), 60, 740);
    cairo_stroke(c.get());
    return p.png();
}

const LicenceFacts& sample_facts() {
    // A code that cannot be given out: its division does not exist.
    static const LicenceFacts facts{
        .uscc = "91000000MA00000000",
        .name = "某某车业有限公司",
        .type = "有限责任公司（自然人投资或控股）",
        .legal_person = "张三",
        .scope =
            "电动自行车的研发、生产、销售；蓄电池销售。（依法须经批准的项目，经相关部门批准后"
            "方可开展经营活动）",
        .capital = "壹仟万元整",
        .established = "2020年01月01日",
        .address = "某省某市某区某路1号",
        .registrar = "某市市场监督管理局",
        .issued = "2020年01月01日"};
    return facts;
}

}  // namespace

std::string draw_licence(const LicenceFacts& f, SampleMark mark) {
    constexpr int width = 1600, height = 1130;
    Picture p(width, height);
    const auto& c = p.context;
    colour(c, .99, .985, .96);
    cairo_paint(c.get());
    colour(c, .72, .6, .35);
    cairo_set_line_width(c.get(), 14);
    cairo_rectangle(c.get(), 30, 30, width - 60, height - 60);
    cairo_stroke(c.get());
    cairo_set_line_width(c.get(), 3);
    cairo_rectangle(c.get(), 52, 52, width - 104, height - 104);
    cairo_stroke(c.get());
    colour(c, .08, .08, .08);
    spread_label(c, {"营", "业", "执", "照"}, 500, 120, 600, 92);
    draw_text(c, "（副　本）", {.size = 34}, 710, 240);
    draw_text(c, "统一社会信用代码", {.size = 26, .bold = true}, 110, 190);
    draw_text(c, f.uscc, {.size = 30, .face = Face::sans}, 110, 228);
    draw_symbol(c, "https://example.invalid/licence", 1330, 120, 150);

    constexpr double label_size = 29, label_width = 150, first = 110, second = 900, value_gap = 185;
    constexpr TextStyle value{.size = 29, .line_spacing = 1.15};
    const auto row = [&](const std::vector<std::string_view>& label, std::string_view text, double x, double y,
                         double value_width) {
        spread_label(c, label, x, y, label_width, label_size);
        return y + std::max(height_of(text_layout(c, text, value, value_width)), 40.0) +
               (draw_text(c, text, value, x + value_gap, y, value_width), 28.0);
    };
    double y = 350;
    y = row({"名", "称"}, f.name, first, y, 560);
    y = row({"类", "型"}, f.type, first, y, 560);
    y = row({"法", "定", "代", "表", "人"}, f.legal_person, first, y, 560);
    row({"经", "营", "范", "围"}, f.scope, first, y, 560);
    y = 350;
    y = row({"注", "册", "资", "本"}, f.capital, second, y, 420);
    y = row({"成", "立", "日", "期"}, f.established, second, y, 420);
    y = row({"住", "所"}, f.address, second, y, 420);
    draw_text(c, "登记机关　" + f.registrar, {.size = 28}, second, 850);
    draw_text(c, f.issued, {.size = 28}, second + 150, 910);
    if (mark == SampleMark::yes) {
        seal(c, 1300, 880, 105, "登记机关");
        mark_as_sample(c, width, height, 260);
    }
    return p.png();
}

const std::vector<Sample>& samples() {
    static const std::vector<Sample> all{{"licence", "营业执照样例"},
                                         {"commitment-letter", "承诺书样例"},
                                         {"product-picture", "合格的产品图片样例"},
                                         {"product-picture-refused", "不合格的产品图片样例"}};
    return all;
}

std::optional<std::string> draw_sample(std::string_view name) {
    if (name == "licence") return draw_licence(sample_facts(), SampleMark::yes);
    if (name == "commitment-letter") return draw_letter();
    if (name == "product-picture") return draw_product(true);
    if (name == "product-picture-refused") return draw_product(false);
    return std::nullopt;
}

}  // namespace yiguan::print
