import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: CodecInit","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/CodecInit.md","filePath":"api/index/interfaces/CodecInit.md"}');
const _sfc_main = { name: "api/index/interfaces/CodecInit.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / CodecInit</p><h1 id="interface-codecinit" tabindex="-1">Interface: CodecInit <a class="header-anchor" href="#interface-codecinit" aria-label="Permalink to &quot;Interface: CodecInit&quot;">​</a></h1><p>What both classes are made with.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./LatentcastAudioDecoderInit.html"><code>LatentcastAudioDecoderInit</code></a></li><li><a href="./LatentcastAudioEncoderInit.html"><code>LatentcastAudioEncoderInit</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="error" tabindex="-1">error <a class="header-anchor" href="#error" aria-label="Permalink to &quot;error&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>error</strong>: (<code>error</code>) =&gt; <code>void</code></p></blockquote><p>Told of the error that has closed the codec: a <code>DOMException</code>.</p><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="error-1" tabindex="-1">error <a class="header-anchor" href="#error-1" aria-label="Permalink to &quot;error&quot;">​</a></h5><p><code>Error</code></p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>void</code></p><hr><h3 id="model" tabindex="-1">model <a class="header-anchor" href="#model" aria-label="Permalink to &quot;model&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>model</strong>: <a href="./LatentModel.html"><code>LatentModel</code></a> | <code>PromiseLike</code>&lt;<a href="./LatentModel.html"><code>LatentModel</code></a>&gt;</p></blockquote><p>Runs the codec; it is not closed. It may still be loading.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/CodecInit.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const CodecInit = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  CodecInit as default
};
