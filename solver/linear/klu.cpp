#include "solver/linear/klu.hpp"

#include <klu.h>

#include <algorithm>
#include <cassert>
#include <limits>
#include <new>

#include "solver/linear/ordering.hpp"

namespace ohmscope {

namespace {

struct Ordering {
  bool dissect;
  double products = 0;  ///< of all blocks
};

/// What KLU calls for a block's order; returns how many entries L will have, 0 if there is no order.
int order_block(int size, int* begin, int* rows, int* order, klu_common* common) {
  try {
    auto& ordering = *static_cast<Ordering*>(common->user_data);
    const auto found =
        fill_reducing_order({size, {begin, begin + size + 1}, {rows, rows + begin[size]}}, ordering.dissect);
    if (!found) return 0;
    ordering.products += found->products;
    std::copy(found->order.begin(), found->order.end(), order);
    return static_cast<int>(std::min(found->entries + size, 1.0 * std::numeric_limits<int>::max()));
  } catch (const std::bad_alloc&) {
    return 0;
  }
}

}  // namespace

struct Klu::Handle {
  SparsePattern pattern;
  klu_common common{};
  klu_symbolic* symbolic = nullptr;
  klu_numeric* numeric = nullptr;
  Ordering ordering;

  Handle(SparsePattern p, double least_pivot, bool dissect) : pattern(std::move(p)), ordering{dissect} {
    pattern.row_index.reserve(1);  // KLU refuses a null pointer even where there are no entries
    klu_defaults(&common);
    common.tol = least_pivot;
    common.ordering = 3;  // by user_order
    common.user_order = order_block;
    common.user_data = &ordering;
    common.halt_if_singular = 0;
    symbolic = klu_analyze(pattern.columns(), pattern.column_begin.data(), pattern.row_index.data(), &common);
    if (symbolic == nullptr) throw std::bad_alloc();
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    klu_z_free_numeric(&numeric, &common);
    klu_free_symbolic(&symbolic, &common);
  }
};

namespace {

/// std::complex<double> is laid out as two doubles (C++ [complex.numbers]); KLU wants those.
double* parts(std::span<std::complex<double>> values) { return reinterpret_cast<double*>(values.data()); }

}  // namespace

Klu::Klu(SparsePattern pattern, double least_pivot, bool dissect)
    : handle_(std::make_unique<Handle>(std::move(pattern), least_pivot, dissect)) {}
Klu::~Klu() = default;
Klu::Klu(Klu&&) noexcept = default;
Klu& Klu::operator=(Klu&&) noexcept = default;

const SparsePattern& Klu::pattern() const { return handle_->pattern; }

std::span<const std::int32_t> Klu::column_order() const {
  return {handle_->symbolic->Q, static_cast<std::size_t>(handle_->symbolic->n)};
}

std::span<const std::int32_t> Klu::row_order() const {
  return {handle_->symbolic->P, static_cast<std::size_t>(handle_->symbolic->n)};
}

std::span<const std::int32_t> Klu::block_begin() const {
  return {handle_->symbolic->R, static_cast<std::size_t>(handle_->symbolic->nblocks) + 1};
}

double Klu::expected_products() const { return handle_->ordering.products; }

std::span<const std::int32_t> Klu::pivot_rows() const {
  assert(handle_->numeric != nullptr);
  return {handle_->numeric->Pnum, static_cast<std::size_t>(handle_->symbolic->n)};
}

std::size_t Klu::factor_entries() const {
  assert(handle_->numeric != nullptr);
  const klu_numeric& numeric = *handle_->numeric;
  return static_cast<std::size_t>(numeric.lnz) + static_cast<std::size_t>(numeric.unz) +
         static_cast<std::size_t>(handle_->symbolic->nzoff);
}

bool Klu::factor(std::span<std::complex<double>> values) {
  Handle& h = *handle_;
  klu_z_free_numeric(&h.numeric, &h.common);
  h.common.halt_if_singular = 1;
  h.numeric =
      klu_z_factor(h.pattern.column_begin.data(), h.pattern.row_index.data(), parts(values), h.symbolic, &h.common);
  if (h.common.status == KLU_OUT_OF_MEMORY) throw std::bad_alloc();
  return h.numeric != nullptr && h.common.status == KLU_OK;
}

bool Klu::refactor(std::span<std::complex<double>> values) {
  Handle& h = *handle_;
  if (h.numeric == nullptr) return factor(values);
  const int ok = klu_z_refactor(h.pattern.column_begin.data(), h.pattern.row_index.data(), parts(values), h.symbolic,
                                h.numeric, &h.common);
  if (ok != 0 && h.common.status == KLU_OK) return true;
  return factor(values);
}

void Klu::solve(std::span<std::complex<double>> b, std::int32_t count) {
  Handle& h = *handle_;
  assert(h.numeric != nullptr);
  klu_z_solve(h.symbolic, h.numeric, h.symbolic->n, count, parts(b), &h.common);
}

}  // namespace ohmscope
