import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: spectrogramPng()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/spectrogramPng.md","filePath":"api/node/functions/spectrogramPng.md"}');
const _sfc_main = { name: "api/node/functions/spectrogramPng.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / spectrogramPng</p><h1 id="function-spectrogrampng" tabindex="-1">Function: spectrogramPng() <a class="header-anchor" href="#function-spectrogrampng" aria-label="Permalink to &quot;Function: spectrogramPng()&quot;">​</a></h1><blockquote><p><strong>spectrogramPng</strong>(<code>options</code>): <code>Uint8Array</code></p></blockquote><p>Spectrograms as a PNG, for example before and after: mel frequency axis, 80 dB range, time axis in seconds.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/SpectrogramOptions.html"><code>SpectrogramOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Uint8Array</code></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>RangeError when there is nothing to draw</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/spectrogramPng.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const spectrogramPng = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  spectrogramPng as default
};
