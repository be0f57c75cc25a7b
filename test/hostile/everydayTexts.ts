import { sampled, shareOf } from "../sample";
import { ADVERSARIAL_TEXTS } from "./adversarialTexts";

const ALL = Object.entries(ADVERSARIAL_TEXTS);
const COUNT = 40;

/** Those that an everyday run looks at with each scanner; a full one takes all. */
export const EVERYDAY_TEXTS = sampled(ALL, COUNT);

/** For a test's title: how many they are. */
export const EVERYDAY_SHARE = `${shareOf(ALL, COUNT)} texts`;
