import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: rawPcmSink()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/rawPcmSink.md","filePath":"api/node/functions/rawPcmSink.md"}');
const _sfc_main = { name: "api/node/functions/rawPcmSink.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / rawPcmSink</p><h1 id="function-rawpcmsink" tabindex="-1">Function: rawPcmSink() <a class="header-anchor" href="#function-rawpcmsink" aria-label="Permalink to &quot;Function: rawPcmSink()&quot;">​</a></h1><blockquote><p><strong>rawPcmSink</strong>(<code>stream</code>, <code>form</code>, <code>name?</code>): <a href="./../../index/interfaces/AudioSink.html"><code>AudioSink</code></a></p></blockquote><p>Writes samples without a header to a stream such as standard output, which stays open.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="stream" tabindex="-1">stream <a class="header-anchor" href="#stream" aria-label="Permalink to &quot;stream&quot;">​</a></h3><p><code>Writable</code></p><h3 id="form" tabindex="-1">form <a class="header-anchor" href="#form" aria-label="Permalink to &quot;form&quot;">​</a></h3><p><a href="./../interfaces/RawPcmForm.html"><code>RawPcmForm</code></a></p><h3 id="name" tabindex="-1">name? <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name?&quot;">​</a></h3><p><code>string</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../../index/interfaces/AudioSink.html"><code>AudioSink</code></a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError FILE_IO</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/rawPcmSink.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const rawPcmSink = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  rawPcmSink as default
};
