import { itStaysResponsive } from "./hostileDocuments";

describe("the extension host stays responsive in Restricted Mode", itStaysResponsive);
