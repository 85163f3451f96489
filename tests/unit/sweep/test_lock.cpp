// SPDX-License-Identifier: Apache-2.0
// tests/unit/sweep/test_lock.cpp: locks end with their owner.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "vitrum/sweep/lock.hpp"

namespace vitrum::sweep {
namespace {

std::string own_file() {
  return (std::filesystem::temp_directory_path() / ("vitrum-lock-" + std::to_string(::getpid()))).string();
}

TEST(FileLock, IsHeldByOneAndFreeAfterwards) {
  const auto file = own_file();
  {
    const auto mine = FileLock::try_lock(file);
    EXPECT_TRUE(mine.has_value());
    EXPECT_FALSE(FileLock::try_lock(file).has_value());
  }
  EXPECT_TRUE(FileLock::try_lock(file).has_value());
  std::filesystem::remove(file);
}

TEST(FileLock, OfADeadOwnerIsFree) {
  const auto file = own_file();
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t owner = ::fork();
  if (owner == 0) {
    const auto held = FileLock::try_lock(file);
    const char answer = held ? 'y' : 'n';
    if (::write(ready[1], &answer, 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char answer = 0;
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  EXPECT_FALSE(FileLock::try_lock(file).has_value());
  ::kill(owner, SIGKILL);
  ::waitpid(owner, nullptr, 0);
  EXPECT_TRUE(FileLock::try_lock(file).has_value());
  ::close(ready[0]);
  ::close(ready[1]);
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace vitrum::sweep
