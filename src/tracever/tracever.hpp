// The offline verifier as a function, so that tests call it: main.cpp adds only the process around it.
#pragma once
#include <span>
#include <string>

namespace yiguan::tracever {

struct Outcome {
    int status = 0;   ///< 0 valid, 1 invalid, 2 cannot tell, 3 fork, 64 wrong usage.
    std::string out;  ///< For people, Chinese; or one JSON object with --json.
    std::string err;
};
/// `words`: the command line without the program's name. Reads files; opens no connection, asks no clock.
Outcome run(std::span<const std::string> words);

}  // namespace yiguan::tracever
