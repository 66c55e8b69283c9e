import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: STATE_WORDS","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/variables/STATE_WORDS.md","filePath":"api/browser/variables/STATE_WORDS.md"}');
const _sfc_main = { name: "api/browser/variables/STATE_WORDS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / STATE_WORDS</p><h1 id="variable-state-words" tabindex="-1">Variable: STATE_WORDS <a class="header-anchor" href="#variable-state-words" aria-label="Permalink to &quot;Variable: STATE\\_WORDS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>STATE_WORDS</strong>: <code>Readonly</code>&lt;<code>Record</code>&lt;<a href="./../type-aliases/PageState.html"><code>PageState</code></a>, <code>string</code>&gt;&gt;</p></blockquote><p>What a page tells its user of a stream&#39;s state.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/variables/STATE_WORDS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const STATE_WORDS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  STATE_WORDS as default
};
