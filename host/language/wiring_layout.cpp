#include "wiring_layout.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>

namespace atelier::host {
namespace {

constexpr double kColumnGap = 56;
constexpr double kRowGap = 22;
constexpr double kPassage = 10;  // height kept free for a line that goes through a column
constexpr int kOrderSweeps = 12;
constexpr int kHeightSweeps = 10;

// A box, or a point that a long line goes through.
struct Item {
  int box = -1;  // -1: a point
  size_t column = 0;
  double height = 0;
  double y = 0;
};

// A piece of a line, from a column to the next.
struct Piece {
  size_t from = 0;
  size_t to = 0;
  double from_y = 0;  // below the item's upper edge
  double to_y = 0;
};

class Placer {
 public:
  explicit Placer(Layout& layout) : layout_(layout) {}

  void place() {
    if (layout_.boxes.empty()) return;
    find_columns();
    make_items();
    order_columns();
    set_heights();
    set_widths();
    draw_lines();
  }

 private:
  void find_columns() {
    column_.assign(layout_.boxes.size(), 0);
    // the boxes need not come in order: at most as many rounds as there are columns
    for (bool moved = true; moved;) {
      moved = false;
      for (const LayoutLine& line : layout_.lines)
        if (column_[line.to] <= column_[line.from]) {
          column_[line.to] = column_[line.from] + 1;
          moved = true;
        }
    }
    // what needs nothing stands right before what needs it
    for (size_t box = 0; box < column_.size(); ++box) {
      const auto leads_here = [&](const LayoutLine& line) { return line.to == static_cast<int>(box); };
      if (std::any_of(layout_.lines.begin(), layout_.lines.end(), leads_here)) continue;
      size_t first = SIZE_MAX;
      for (const LayoutLine& line : layout_.lines)
        if (line.from == static_cast<int>(box)) first = std::min(first, column_[line.to]);
      if (first != SIZE_MAX) column_[box] = first - 1;
    }
  }

  void make_items() {
    columns_.resize(*std::max_element(column_.begin(), column_.end()) + 1);
    for (size_t box = 0; box < layout_.boxes.size(); ++box)
      add_item({static_cast<int>(box), column_[box], layout_.boxes[box].height, 0});
    for (const LayoutLine& line : layout_.lines) {
      std::vector<size_t>& way = ways_.emplace_back();
      way.push_back(static_cast<size_t>(line.from));
      for (size_t column = column_[line.from] + 1; column < column_[line.to]; ++column)
        way.push_back(passage(line, column));
      way.push_back(static_cast<size_t>(line.to));
      for (size_t i = 0; i + 1 < way.size(); ++i) {
        const double from_y = i == 0 ? line.from_y : kPassage / 2;
        const double to_y = i + 2 == way.size() ? line.to_y : kPassage / 2;
        pieces_.push_back({way[i], way[i + 1], from_y, to_y});
      }
    }
  }

  size_t add_item(const Item& item) {
    items_.push_back(item);
    columns_[item.column].push_back(items_.size() - 1);
    return items_.size() - 1;
  }

  // Lines that leave a box at one place share their way as long as they can.
  size_t passage(const LayoutLine& line, size_t column) {
    const auto [known, fresh] = passages_.try_emplace({{line.from, column}, line.from_y}, 0);
    if (fresh) known->second = add_item({-1, column, kPassage, 0});
    return known->second;
  }

  // The mean place of what an item is connected with, on one side; its own where there is nothing.
  void order_by(std::vector<size_t>& column, bool by_left, const std::vector<double>& place) {
    std::vector<double> sum(items_.size(), 0), count(items_.size(), 0);
    for (const Piece& piece : pieces_) {
      const size_t item = by_left ? piece.to : piece.from, other = by_left ? piece.from : piece.to;
      // of two lines from one box the upper should stay above
      const double within = (by_left ? piece.from_y : piece.to_y) / (items_[other].height + 1);
      sum[item] += place[other] + 0.9 * within;
      count[item] += 1;
    }
    const auto key = [&](size_t item) { return count[item] > 0 ? sum[item] / count[item] : place[item]; };
    std::stable_sort(column.begin(), column.end(), [&](size_t a, size_t b) { return key(a) < key(b); });
  }

  size_t crossings() const {
    std::vector<double> place = places();
    size_t out = 0;
    for (size_t i = 0; i < pieces_.size(); ++i)
      for (size_t k = i + 1; k < pieces_.size(); ++k) {
        const Piece &a = pieces_[i], &b = pieces_[k];
        if (items_[a.from].column != items_[b.from].column) continue;
        const double from = place[a.from] - place[b.from] + (a.from == b.from ? (a.from_y - b.from_y) * 1e-4 : 0);
        const double to = place[a.to] - place[b.to] + (a.to == b.to ? (a.to_y - b.to_y) * 1e-4 : 0);
        out += from * to < 0;
      }
    return out;
  }

  std::vector<double> places() const {
    std::vector<double> out(items_.size());
    for (const auto& column : columns_)
      for (size_t i = 0; i < column.size(); ++i) out[column[i]] = static_cast<double>(i);
    return out;
  }

  void order_columns() {
    std::vector<std::vector<size_t>> best = columns_;
    const bool countable = pieces_.size() <= 4000;  // counting crossings takes the square of it
    size_t fewest = countable ? crossings() : 0;
    for (int sweep = 0; sweep < kOrderSweeps; ++sweep) {
      for (size_t i = 1; i < columns_.size(); ++i) {
        const bool left = sweep % 2 == 0;
        order_by(columns_[left ? i : columns_.size() - 1 - i], left, places());
      }
      const size_t now = countable ? crossings() : 0;
      if (now < fewest || !countable) {
        fewest = now;
        best = columns_;
      }
    }
    columns_ = best;
  }

  // The heights closest to `wanted` that keep the order and the gaps: pool adjacent violators.
  void settle(const std::vector<size_t>& column, const std::vector<double>& wanted) {
    struct Pool {
      double sum;
      size_t count;
      double mean() const { return sum / static_cast<double>(count); }
    };
    std::vector<Pool> pools;
    std::vector<double> offset;
    double down = 0;
    for (const size_t item : column) {
      offset.push_back(down);
      down += items_[item].height + kRowGap;
      pools.push_back({wanted[item] - offset.back(), 1});
      while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
        const Pool last = pools.back();
        pools.pop_back();
        pools.back().sum += last.sum;
        pools.back().count += last.count;
      }
    }
    size_t i = 0;
    for (const Pool& pool : pools)
      for (size_t k = 0; k < pool.count; ++k, ++i) items_[column[i]].y = pool.mean() + offset[i];
  }

  void set_heights() {
    for (const auto& column : columns_) {
      double y = 0;
      for (const size_t item : column) {
        items_[item].y = y;
        y += items_[item].height + kRowGap;
      }
    }
    for (int sweep = 0; sweep < kHeightSweeps; ++sweep)
      for (size_t i = 0; i < columns_.size(); ++i)
        settle(columns_[sweep % 2 == 0 ? i : columns_.size() - 1 - i], wanted_heights());
    double least = 0, most = 0;
    for (const Item& item : items_) least = std::min(least, item.y);
    for (Item& item : items_) most = std::max(most, (item.y -= least) + item.height);
    layout_.height = most;
  }

  // So that lines are straight, on the mean.
  std::vector<double> wanted_heights() const {
    std::vector<double> sum(items_.size(), 0), count(items_.size(), 0);
    for (const Piece& piece : pieces_) {
      sum[piece.to] += items_[piece.from].y + piece.from_y - piece.to_y;
      sum[piece.from] += items_[piece.to].y + piece.to_y - piece.from_y;
      ++count[piece.to];
      ++count[piece.from];
    }
    for (size_t i = 0; i < items_.size(); ++i) sum[i] = count[i] > 0 ? sum[i] / count[i] : items_[i].y;
    return sum;
  }

  void set_widths() {
    double x = 0;
    for (const auto& column : columns_) {
      double widest = 0;
      for (const size_t item : column)
        if (items_[item].box >= 0) widest = std::max(widest, layout_.boxes[items_[item].box].width);
      left_.push_back(x);
      right_.push_back(x + widest);
      for (const size_t item : column)
        if (items_[item].box >= 0) {
          LayoutBox& box = layout_.boxes[items_[item].box];
          box.x = x + (widest - box.width) / 2;
          box.y = items_[item].y;
        }
      x += widest + kColumnGap;
    }
    layout_.width = x - kColumnGap;
  }

  void draw_lines() {
    for (size_t i = 0; i < layout_.lines.size(); ++i) {
      LayoutLine& line = layout_.lines[i];
      const LayoutBox &from = layout_.boxes[line.from], &to = layout_.boxes[line.to];
      line.points = {{from.x + from.width, from.y + line.from_y}};
      for (size_t k = 1; k + 1 < ways_[i].size(); ++k) {
        const Item& passage = items_[ways_[i][k]];
        line.points.push_back({left_[passage.column], passage.y + kPassage / 2});
        line.points.push_back({right_[passage.column], passage.y + kPassage / 2});
      }
      line.points.push_back({to.x, to.y + line.to_y});
    }
  }

  Layout& layout_;
  std::vector<size_t> column_;  // of each box
  std::vector<Item> items_;     // the boxes first
  std::vector<std::vector<size_t>> columns_;
  std::vector<Piece> pieces_;
  std::vector<std::vector<size_t>> ways_;  // of each line: the items that it goes through
  std::map<std::pair<std::pair<int, size_t>, double>, size_t> passages_;
  std::vector<double> left_, right_;  // sides of each column
};

}  // namespace

void lay_out(Layout& layout) { Placer(layout).place(); }

}  // namespace atelier::host
