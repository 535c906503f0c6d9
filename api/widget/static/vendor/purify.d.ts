type Options = { ALLOWED_TAGS: string[]; ALLOWED_ATTR: string[]; RETURN_DOM_FRAGMENT: true };
type Purifier = {
  addHook(name: 'afterSanitizeAttributes', hook: (node: Element) => void): void;
  sanitize(html: string, options: Options): DocumentFragment;
};
export default function createPurifier(window: Window): Purifier;
