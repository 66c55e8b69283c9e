import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: readLc()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/readLc.md","filePath":"api/index/functions/readLc.md"}');
const _sfc_main = { name: "api/index/functions/readLc.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / readLc</p><h1 id="function-readlc" tabindex="-1">Function: readLc() <a class="header-anchor" href="#function-readlc" aria-label="Permalink to &quot;Function: readLc()&quot;">​</a></h1><blockquote><p><strong>readLc</strong>(<code>bytes</code>): <a href="./../interfaces/LcFile.html"><code>LcFile</code></a></p></blockquote><p>Reads a whole file. Damage behind the header is reported in the result, which has every intact block.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="bytes" tabindex="-1">bytes <a class="header-anchor" href="#bytes" aria-label="Permalink to &quot;bytes&quot;">​</a></h3><p><code>Uint8Array</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../interfaces/LcFile.html"><code>LcFile</code></a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError FILE_MAGIC | FILE_VERSION | FILE_HEADER | FILE_TRUNCATED | FILE_DAMAGED when the header is not intact</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/readLc.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const readLc = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  readLc as default
};
