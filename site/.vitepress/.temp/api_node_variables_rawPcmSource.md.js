import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: rawPcmSource","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/variables/rawPcmSource.md","filePath":"api/node/variables/rawPcmSource.md"}');
const _sfc_main = { name: "api/node/variables/rawPcmSource.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / rawPcmSource</p><h1 id="variable-rawpcmsource" tabindex="-1">Variable: rawPcmSource <a class="header-anchor" href="#variable-rawpcmsource" aria-label="Permalink to &quot;Variable: rawPcmSource&quot;">​</a></h1><blockquote><p><code>const</code> <strong>rawPcmSource</strong>: (<code>stream</code>, <code>form</code>, <code>name?</code>) =&gt; <a href="./../interfaces/FileAudioSource.html"><code>FileAudioSource</code></a></p></blockquote><p>Samples without a header from a stream such as standard input. Nothing but the stream&#39;s own buffer is read ahead of the consumer, so that a slow consumer slows the producer at the pipe&#39;s other end.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="stream" tabindex="-1">stream <a class="header-anchor" href="#stream" aria-label="Permalink to &quot;stream&quot;">​</a></h3><p><code>Readable</code></p><h3 id="form" tabindex="-1">form <a class="header-anchor" href="#form" aria-label="Permalink to &quot;form&quot;">​</a></h3><p><a href="./../interfaces/RawPcmForm.html"><code>RawPcmForm</code></a></p><h3 id="name" tabindex="-1">name? <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name?&quot;">​</a></h3><p><code>string</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../interfaces/FileAudioSource.html"><code>FileAudioSource</code></a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError AUDIO_FORMAT for a rate or number of channels outside the limits</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/variables/rawPcmSource.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const rawPcmSource = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  rawPcmSource as default
};
