// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Threads that share short pieces of work with whoever calls them, many times over: a simulation does so
// several times a step. They wait for work awake for some tenths of a millisecond and asleep after that.
// Where other programs keep a member from its core, so that the rest wait for it in vain, the caller does all
// of the work for a while.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <thread>
#include <vector>

namespace saggar {

class Team {
public:
    // Waits for what another member is about to do, in a loop.
    class Patience {
    public:
        Patience(Team& team, int member) : team_{team}, member_{member} {}
        ~Patience();
        Patience(Patience const&) = delete;
        Patience& operator=(Patience const&) = delete;
        Patience(Patience&&) = delete;
        Patience& operator=(Patience&&) = delete;
        void wait();

    private:
        Team& team_;
        int member_;
        int waited_{0};
        std::int64_t since_ns_{0}; // when it was at its end
    };

    // One or more; the caller is one of them.
    explicit Team(int members);
    ~Team();
    Team(Team const&) = delete;
    Team& operator=(Team const&) = delete;
    Team(Team&&) = delete;
    Team& operator=(Team&&) = delete;

    [[nodiscard]] int size() const { return static_cast<int>(thrown_.size()); }

    // Whether all members work now; otherwise the caller does the parts of all, one after the other.
    [[nodiscard]] bool together() const { return size() > 1 && alone_for_ == 0; }

    // work(member) in all members at once, 0 being the caller; returns when all are done. Throws what the
    // first of those threw that threw. Not from within such work, and only from one thread at a time.
    template <class Work>
    void run(Work const& work) {
        call([](void const* what, int member) { (*static_cast<Work const*>(what))(member); }, &work);
    }
    // work(begin, end) for as many parts of 0 to `count` as there are members; in one part where that is not
    // worth their while, or without a team.
    template <class Work>
    static void split(Team* team, std::size_t count, Work const& work) {
        constexpr std::size_t least = 512;
        if (team == nullptr || !team->together() || count < least) {
            work(std::size_t{0}, count);
            return;
        }
        auto const members = static_cast<std::size_t>(team->size());
        team->run([&](int member) {
            auto const m = static_cast<std::size_t>(member);
            work(count * m / members, count * (m + 1) / members);
        });
    }

private:
    using Call = void (*)(void const* what, int member);
    void call(Call work, void const* what);
    void do_part(int member) noexcept;
    void serve(int member);
    void look_back(std::int64_t taken_ns);

    std::vector<std::exception_ptr> thrown_; // by member
    Call call_{nullptr};
    void const* what_{nullptr};
    std::atomic<std::uint32_t> given_{0}; // pieces of work so far
    std::atomic<int> busy_{0};
    std::atomic<bool> ends_{false};
    std::int64_t lost_ns_{0}; // by the caller, waiting for the others, of the calls below
    std::int64_t taken_ns_{0};
    int calls_{0};       // together, since they were counted anew
    int alone_for_{0};   // runs yet
    int stays_alone_{0}; // the next time
    std::vector<std::thread> threads_;
};

} // namespace saggar
