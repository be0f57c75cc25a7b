import { AppRepository } from "../../../src/domain/apps/storage/appRepository";
import type { MemoryStorage } from "./memoryStorage";

/**
 * Runs every change in a window of its own, their steps in an order drawn from `seed`, and looks after each step.
 * @returns what each of them came to
 */
export async function interleave(
  storage: MemoryStorage,
  seed: number,
  changes: ((repository: AppRepository) => Promise<unknown>)[],
  look: () => void = () => undefined,
): Promise<unknown[]> {
  const waiting: (() => void)[] = [];
  storage.around = async (step) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    const result = step();
    look();
    return result;
  };
  let running = changes.length;
  const all = Promise.all(changes.map((change) => change(new AppRepository(storage.ports())).finally(() => running--)));
  all.catch(() => undefined);
  while (running > 0) {
    await new Promise((resolve) => setImmediate(resolve));
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    waiting.splice((seed >> 8) % Math.max(waiting.length, 1), 1)[0]?.();
  }
  storage.around = async (step) => step();
  return all;
}
