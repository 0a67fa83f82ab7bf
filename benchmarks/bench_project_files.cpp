// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Reading a project from a file, and reading, checking and building it (what every command begins with), by
// encoding and number of consumers. The file lies in memory: what is measured is this program, not the disk.

#include "district.hpp"
#include "scratch_folder.hpp"

#include "saggar/io/project_reader.hpp"

#include <benchmark/benchmark.h>
#include <cstdint>
#include <fmt/format.h>
#include <map>

namespace {

using namespace saggar;
using testing_support::ScratchFolder;

constexpr char const* endings[] = {"yaml", "json", "pb"};

std::filesystem::path district_file(std::int64_t consumers, std::int64_t encoding) {
    static ScratchFolder const scratch;
    auto const file = scratch / fmt::format("{}.{}", consumers, endings[encoding]);
    if (!std::filesystem::exists(file)) {
        write_project(
            testing_support::district_project({.consumers = static_cast<int>(consumers), .loop_share = 0.05}),
            file);
    }
    return file;
}

void count_bytes(benchmark::State& state, std::filesystem::path const& file) {
    state.SetLabel(endings[state.range(1)]);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(std::filesystem::file_size(file)));
}

void read_file(benchmark::State& state) {
    auto const file = district_file(state.range(0), state.range(1));
    std::size_t pairs = 0;
    for (auto _ : state) {
        pairs = read_project(file).pipe_pairs.size();
    }
    state.counters["pairs"] = static_cast<double>(pairs);
    count_bytes(state, file);
}
BENCHMARK(read_file)->ArgsProduct({{1000, 10000}, {0, 1, 2}})->Unit(benchmark::kMillisecond);

void load_file(benchmark::State& state) {
    auto const file = district_file(state.range(0), state.range(1));
    for (auto _ : state) {
        benchmark::DoNotOptimize(load_network(file));
    }
    count_bytes(state, file);
}
BENCHMARK(load_file)->ArgsProduct({{1000, 10000}, {0, 1, 2}})->Unit(benchmark::kMillisecond);

void write_file(benchmark::State& state) {
    Project const project = read_project(district_file(state.range(0), state.range(1)));
    ScratchFolder const scratch;
    auto const file = scratch / fmt::format("out.{}", endings[state.range(1)]);
    for (auto _ : state) {
        write_project(project, file);
    }
    count_bytes(state, file);
}
BENCHMARK(write_file)->ArgsProduct({{10000}, {0, 1, 2}})->Unit(benchmark::kMillisecond);

} // namespace
