export const marked: { parse(text: string, options: { async: false; gfm: boolean }): string };
