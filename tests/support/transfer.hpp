#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "solver/circuit/transfer_function.hpp"

namespace ohmscope::test {

/// N(s)/D(s), written as Horner has it; coefficients of 1, s, s² ….
inline std::shared_ptr<const TransferFunction> quotient(std::vector<double> N, std::vector<double> D) {
  using Op = TransferFunction::Op;
  TransferFunction function{{{Op::s}}};
  const auto append = [&](TransferFunction::Step step) {
    function.steps.push_back(step);
    return static_cast<TransferFunction::Slot>(function.steps.size() - 1);
  };
  const auto polynomial = [&](const std::vector<double>& p) {
    TransferFunction::Slot sum = append({Op::number, 0, 0, p.back()});
    for (std::size_t k = p.size() - 1; k-- > 0;) {
      const TransferFunction::Slot coefficient = append({Op::number, 0, 0, p[k]});
      sum = append({Op::add, append({Op::multiply, sum, 0}), coefficient});
    }
    return sum;
  };
  const TransferFunction::Slot over = polynomial(N);
  append({Op::divide, over, polynomial(D)});
  function.polynomials = {std::move(N), std::move(D)};
  return std::make_shared<const TransferFunction>(std::move(function));
}

}  // namespace ohmscope::test
