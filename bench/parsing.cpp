// parse: what one core understands, as a mix of texts of each kind, beside one pass over the same bytes.
#include "benches.hpp"
#include "peers.hpp"

namespace yiguan::bench {

void parse(Report& report, const Options& options) {
    const char* floor = "one pass over the bytes of the same texts";
    struct Work {
        const char* name;
        const char* benchmark;
        const char* floor;
        const char* goal;
    };
    for (const Work& work :
         {Work{"element strings a second, keys::parse, one core", "parse_element_string", "pass_element_string",
               ">= 2 M/s"},
          Work{"Digital Links a second, keys::parse, one core", "parse_digital_link", "pass_digital_link", ">= 2 M/s"},
          Work{"bare numbers a second, keys::parse, one core", "parse_number", "pass_number", ""}}) {
        auto& row = report.row(work.name, Unit::per_second, floor, work.goal);
        for (int i = 0; i < options.runs; ++i)
            row.add(1e9 / micro_ns(YIGUAN_KEYS_BENCH, work.benchmark), 1e9 / micro_ns(YIGUAN_KEYS_BENCH, work.floor));
    }
}

}  // namespace yiguan::bench
