/** A JSON file as a text (scripts/jsonText.mjs). */
declare module "*.json?text" {
  const text: string;
  export default text;
}
