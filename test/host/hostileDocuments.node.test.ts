import { itStaysResponsive } from "./hostileDocuments";

describe("the extension host stays responsive", itStaysResponsive);
