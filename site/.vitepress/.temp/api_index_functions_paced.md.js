import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: paced()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/paced.md","filePath":"api/index/functions/paced.md"}');
const _sfc_main = { name: "api/index/functions/paced.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / paced</p><h1 id="function-paced" tabindex="-1">Function: paced() <a class="header-anchor" href="#function-paced" aria-label="Permalink to &quot;Function: paced()&quot;">​</a></h1><blockquote><p><strong>paced</strong>(<code>source</code>, <code>options</code>): <code>AsyncGenerator</code>&lt;<code>Float32Array</code>&lt;<code>ArrayBufferLike</code>&gt;&gt;</p></blockquote><p>Delivers a source&#39;s audio in blocks of <code>blockMs</code>, each when its last sample would have been captured: a file that behaves like a microphone. When the consumer or the source was held up, at most one second of blocks comes without waiting; what was missed beyond that is not caught up, so that listeners never get minutes at once.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="source" tabindex="-1">source <a class="header-anchor" href="#source" aria-label="Permalink to &quot;source&quot;">​</a></h3><p><a href="./../interfaces/AudioSource.html"><code>AudioSource</code></a></p><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/PacerOptions.html"><code>PacerOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>AsyncGenerator</code>&lt;<code>Float32Array</code>&lt;<code>ArrayBufferLike</code>&gt;&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>RangeError naming the option that is outside its range</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/paced.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const paced = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  paced as default
};
