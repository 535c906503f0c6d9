// The entry: defines <unlatch-chat>, once, and leaves nothing else behind.
import { UnlatchChat } from './element.js';

if (!customElements.get('unlatch-chat')) customElements.define('unlatch-chat', UnlatchChat);
