import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: openSharedSound()","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/functions/openSharedSound.md","filePath":"api/browser/functions/openSharedSound.md"}');
const _sfc_main = { name: "api/browser/functions/openSharedSound.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / openSharedSound</p><h1 id="function-opensharedsound" tabindex="-1">Function: openSharedSound() <a class="header-anchor" href="#function-opensharedsound" aria-label="Permalink to &quot;Function: openSharedSound()&quot;">​</a></h1><blockquote><p><strong>openSharedSound</strong>(): <code>Promise</code>&lt;<code>MediaStream</code>&gt;</p></blockquote><p>Asks the user for a tab, a window or the screen whose sound is shared. The shared tab itself falls silent here where the browser can do that: its sound is heard in the session, in sync.</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<code>MediaStream</code>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError DEVICE with a sentence for the user</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/functions/openSharedSound.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const openSharedSound = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  openSharedSound as default
};
