import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: TALK_MODES","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/variables/TALK_MODES.md","filePath":"api/browser/variables/TALK_MODES.md"}');
const _sfc_main = { name: "api/browser/variables/TALK_MODES.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / TALK_MODES</p><h1 id="variable-talk-modes" tabindex="-1">Variable: TALK_MODES <a class="header-anchor" href="#variable-talk-modes" aria-label="Permalink to &quot;Variable: TALK\\_MODES&quot;">​</a></h1><blockquote><p><code>const</code> <strong>TALK_MODES</strong>: readonly [<code>&quot;pushToTalk&quot;</code>, <code>&quot;open&quot;</code>, <code>&quot;off&quot;</code>]</p></blockquote><p><code>pushToTalk</code>: heard while the button is held; <code>open</code>: always, but for silence; <code>off</code>: never.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/variables/TALK_MODES.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const TALK_MODES = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  TALK_MODES as default
};
