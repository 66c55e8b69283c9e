import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: writeSpectrogram()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/writeSpectrogram.md","filePath":"api/node/functions/writeSpectrogram.md"}');
const _sfc_main = { name: "api/node/functions/writeSpectrogram.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / writeSpectrogram</p><h1 id="function-writespectrogram" tabindex="-1">Function: writeSpectrogram() <a class="header-anchor" href="#function-writespectrogram" aria-label="Permalink to &quot;Function: writeSpectrogram()&quot;">​</a></h1><blockquote><p><strong>writeSpectrogram</strong>(<code>path</code>, <code>options</code>): <code>Promise</code>&lt;<code>void</code>&gt;</p></blockquote><p>Writes the picture of <a href="./spectrogramPng.html">spectrogramPng</a> to a file that ends in .png; an existing PNG file is replaced.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="path" tabindex="-1">path <a class="header-anchor" href="#path" aria-label="Permalink to &quot;path&quot;">​</a></h3><p><code>string</code></p><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/SpectrogramFileOptions.html"><code>SpectrogramFileOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<code>void</code>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError FILE_IO, OUTPUT_REFUSED; RangeError when there is nothing to draw</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/writeSpectrogram.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const writeSpectrogram = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  writeSpectrogram as default
};
