import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: wavStreamSink()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/wavStreamSink.md","filePath":"api/node/functions/wavStreamSink.md"}');
const _sfc_main = { name: "api/node/functions/wavStreamSink.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / wavStreamSink</p><h1 id="function-wavstreamsink" tabindex="-1">Function: wavStreamSink() <a class="header-anchor" href="#function-wavstreamsink" aria-label="Permalink to &quot;Function: wavStreamSink()&quot;">​</a></h1><blockquote><p><strong>wavStreamSink</strong>(<code>stream</code>, <code>options</code>): <code>Promise</code>&lt;<a href="./../interfaces/WavSink.html"><code>WavSink</code></a>&gt;</p></blockquote><p>Writes WAV to a pipe, with a header that leaves the length open. The stream stays open.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="stream" tabindex="-1">stream <a class="header-anchor" href="#stream" aria-label="Permalink to &quot;stream&quot;">​</a></h3><p><code>Writable</code></p><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/WavWriterOptions.html"><code>WavWriterOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/WavSink.html"><code>WavSink</code></a>&gt;</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/wavStreamSink.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const wavStreamSink = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  wavStreamSink as default
};
